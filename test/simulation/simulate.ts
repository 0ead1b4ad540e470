// Runs histories of a case and counts what they broke.
import { loadEngine, type Engine } from './engine.ts';
import { live } from './history.ts';
import { judge } from './judge.ts';
import type { Options } from './records.ts';
import type { World } from './world.ts';

/** The cases by name. */
export const CASES: Readonly<Record<string, Options>> = {
  base: {},
  tokenless: { tokenless: true },
  studio: { studio: true },
  audit: { audit: true },
  order: { isAlone: true, isCalm: true },
  whole: { isWhole: true, studio: true },
};

/** Every case in turn: half of the seeds are whole histories. */
export const ALL = 'all';
const TURNS = ['whole', 'base', 'whole', 'tokenless', 'whole', 'studio', 'whole', 'audit', 'whole', 'order'] as const;

/** The case that a seed is run in. */
export const caseOf = (name: string, seed: number): string =>
  name === ALL ? (TURNS[Math.abs(seed) % TURNS.length] ?? 'whole') : name;

export type Simulated = { readonly broken: readonly string[]; readonly worlds: readonly World[] };

/** One seed of a case: which rules it broke. */
export async function simulate(seed: number, engine: Engine, name: string, more: Options = {}): Promise<Simulated> {
  const one = caseOf(name, seed);
  const options = { ...CASES[one], ...more };
  if (one === 'order') return simulateTwice(seed, engine, options);
  const world = await live(seed, engine, options);
  return { broken: judge(world), worlds: [world] };
}

/** I16: the same world under two orders of messages ends alike. */
async function simulateTwice(seed: number, engine: Engine, options: Options): Promise<Simulated> {
  const worlds = [
    await live(seed, engine, { ...options, order: 1 }),
    await live(seed, engine, { ...options, order: 2 }),
  ];
  const [one, other] = worlds.map(summaryOf);
  const broken = worlds.flatMap((world) => judge(world));
  return { broken: one === other ? broken : [...broken, 'I16 order changed the outcome'], worlds };
}

const summaryOf = (world: World): string =>
  JSON.stringify([
    [...world.packages.values()].map(({ status, marker }) => [status, marker]),
    [...new Set(world.published.map(({ event }) => event.detail.eventId))].toSorted(),
  ]);

export type Tally = {
  readonly seeds: number;
  readonly violating: readonly number[];
  readonly rules: ReadonlyMap<string, number>;
  readonly overwritten: number;
  readonly deadLetters: number;
};
export type Request = {
  readonly name: string;
  readonly from: number;
  readonly seeds: number;
  readonly engine?: Engine;
  readonly options?: Options;
  /** Ends early at so many violating seeds. */
  readonly enough?: number;
  readonly onSeed?: (ran: number, violating: number) => void;
};

/** Runs so many seeds of a case. */
export async function runSeeds({
  name,
  from,
  seeds,
  engine,
  options,
  enough = Infinity,
  onSeed,
}: Request): Promise<Tally> {
  const loaded = engine ?? (await loadEngine());
  const violating: number[] = [];
  const rules = new Map<string, number>();
  let [overwritten, deadLetters, ran] = [0, 0, 0];
  for (let seed = from; seed < from + seeds && violating.length < enough; seed++) {
    const { broken, worlds } = await simulate(seed, loaded, name, options);
    ran++;
    if (worlds.some(({ state }) => state.overwritten > 0)) overwritten++;
    deadLetters += worlds.reduce((sum, { state }) => sum + state.dead, 0);
    if (broken.length > 0) violating.push(seed);
    for (const rule of broken) rules.set(rule, (rules.get(rule) ?? 0) + 1);
    onSeed?.(ran, violating.length);
  }
  return { seeds: ran, violating, rules, overwritten, deadLetters };
}
