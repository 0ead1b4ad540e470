// npm run simulate -- --seeds 1000 --from 1 [--case whole] [--without NAME]: runs histories, shows progress and what they broke, and the shortest history that breaks it.
import { badValue, runScript, type Given } from '../../scripts/script.ts';
import { loadEngine, type Engine } from './engine.ts';
import { loadMutant } from './load-mutant.ts';
import { MUTANTS } from './mutants.ts';
import { SURVIVORS, WHOLE_MUTANTS } from './whole-mutants.ts';
import { shrink } from './shrink.ts';
import { ALL, caseOf, CASES, runSeeds, simulate, type Request } from './simulate.ts';

const SCRIPT = {
  call: 'npm run simulate',
  does: [
    'Lives through seeded histories of the whole gate and checks every invariant.',
    'What breaks is shown by its shortest history. Exit 1 where something broke.',
  ],
  options: {
    seeds: { takes: 'N', about: 'how many histories (1000)' },
    from: { takes: 'N', about: 'the first seed (1)' },
    case: { takes: 'NAME', about: `${Object.keys(CASES).join(', ')}, or ${ALL} of them` },
    without: { takes: 'NAME', about: 'take out a defence, or `each` in turn: it has to be missed' },
    trace: { about: 'show what happens in the first seed' },
  },
} as const;

const EVERY = [...MUTANTS, ...WHOLE_MUTANTS];

/** What is to be run. Throws InvalidError BadArguments for a number, case or defence that can't be. */
function wantedOf(given: Given<keyof typeof SCRIPT.options>) {
  const names = [ALL, ...Object.keys(CASES)];
  const [name, without] = [given.text('case') ?? ALL, given.text('without')];
  if (!names.includes(name)) throw badValue('case', name, `one of ${names.join(', ')}`);
  const mutants = EVERY.filter((mutant) => without === 'each' || mutant.name === without);
  if (without !== null && mutants.length === 0)
    throw badValue('without', without, `each or one of ${EVERY.map((mutant) => mutant.name).join(', ')}`);
  const [seeds, from] = [given.whole('seeds', 1000, 1), given.whole('from', 1)];
  return { seeds, from, name, mutants, without, isTraced: given.is('trace') };
}

type Wanted = ReturnType<typeof wantedOf>;

const started = performance.now();
/** Drawn over itself on a terminal; elsewhere a line now and then. */
const progress =
  (seeds: number) =>
  (ran: number, violating: number): void => {
    if (ran % (process.stderr.isTTY ? 200 : 10_000) !== 0) return;
    const perSecond = Math.round((ran / (performance.now() - started)) * 1000);
    const line = `${ran} of ${seeds} seeds, ${violating} violating, ${perSecond} seeds/s`;
    process.stderr.write(process.stderr.isTTY ? `\r${line}` : `${line}\n`);
  };

async function show(title: string, request: Request): Promise<readonly number[]> {
  const began = performance.now();
  const {
    seeds: ran,
    violating,
    rules,
    overwritten,
    deadLetters,
  } = await runSeeds({ ...request, onSeed: progress(request.seeds) });
  const perSecond = Math.round((ran / (performance.now() - began)) * 1000);
  if (process.stderr.isTTY) process.stderr.write('\r');
  console.log(
    `${title.padEnd(30)} seeds ${ran}  violating ${violating.length}  first ${violating[0] ?? '-'}  ${perSecond} seeds/s  overwritten in Studio ${overwritten}  dead letters ${deadLetters}`,
  );
  for (const [rule, count] of [...rules].toSorted((a, b) => b[1] - a[1])) console.log(`    ${rule} x${count}`);
  return violating;
}

/** The shortest history of a seed that still breaks its rule, as a timeline. */
async function tell(seed: number, engine: Engine, name: string): Promise<void> {
  const shrunk = await shrink(seed, engine, name);
  if (!shrunk) return;
  const { rule, mishaps, needed, muted } = shrunk;
  console.log(`\nseed ${seed} of case ${name} breaks: ${rule}; ${needed} of its ${mishaps} mishaps are enough:`);
  await simulate(seed, engine, name, { muted, trace: true });
  console.log(`\nagain, whole: npm run simulate -- --case ${name} --from ${seed} --trace`);
}

/** Each defence taken out in turn; 1 where one is not missed and is not known to be so. */
async function runMutants({ mutants, from, seeds, without }: Wanted): Promise<number> {
  let code = 0;
  for (const mutant of mutants) {
    const changed = await loadMutant(mutant);
    const options = { without: [mutant.name] };
    const title = `without ${mutant.name} (${mutant.case})`;
    const found = await show(title, { name: mutant.case, from, seeds, engine: changed, options, enough: 1 });
    // What survives means that no history has the fault that it is against.
    if (found.length === 0 && !(mutant.name in SURVIVORS)) code = 1;
  }
  if (without === 'each') for (const [name, why] of Object.entries(SURVIVORS)) console.log(`${name} survives: ${why}`);
  return code;
}

await runScript(SCRIPT, async (given) => {
  const wanted = wantedOf(given);
  const { from, seeds, name } = wanted;
  const engine = await loadEngine();
  if (wanted.isTraced) {
    console.log((await simulate(from, engine, caseOf(name, from), { trace: true })).broken);
    return 0;
  }
  if (wanted.mutants.length > 0) return runMutants(wanted);
  const [first] = await show(name, { name, from, seeds });
  if (first === undefined) return 0;
  await tell(first, engine, caseOf(name, first));
  return 1;
});
