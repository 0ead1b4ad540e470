// npm run simulate -- --seeds 1000 --from 1 [--case whole] [--without NAME]: runs histories, shows progress and what they broke, and the shortest history that breaks it.
import { parseArgs } from 'node:util';
import { loadEngine, type Engine } from './engine.ts';
import { loadMutant } from './load-mutant.ts';
import { MUTANTS } from './mutants.ts';
import { SURVIVORS, WHOLE_MUTANTS } from './whole-mutants.ts';
import { shrink } from './shrink.ts';
import { ALL, caseOf, CASES, runSeeds, simulate, type Request } from './simulate.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    from: { type: 'string', default: '1' },
    case: { type: 'string', default: ALL },
    /** A defence to take out, or `each` for all of them. */
    without: { type: 'string' },
    /** Shows what happens in one seed. */
    trace: { type: 'boolean', default: false },
  },
});
const [seeds, from] = [Number(values.seeds), Number(values.from)];
if (!Number.isSafeInteger(seeds) || !Number.isSafeInteger(from))
  throw new Error('--seeds and --from expect whole numbers');
const names = [ALL, ...Object.keys(CASES)];
if (!names.includes(values.case)) throw new Error(`--case ${values.case}: expected one of ${names.join(', ')}`);
const every = [...MUTANTS, ...WHOLE_MUTANTS];
const wanted = every.filter(({ name }) => values.without === 'each' || name === values.without);
if (values.without && wanted.length === 0)
  throw new Error(`--without ${values.without}: expected each or one of ${every.map(({ name }) => name).join(', ')}`);

const started = performance.now();
/** Drawn over itself on a terminal; elsewhere a line now and then. */
const progress = (ran: number, violating: number): void => {
  if (ran % (process.stderr.isTTY ? 200 : 10_000) !== 0) return;
  const perSecond = Math.round((ran / (performance.now() - started)) * 1000);
  const line = `${ran} of ${seeds} seeds, ${violating} violating, ${perSecond} seeds/s`;
  process.stderr.write(process.stderr.isTTY ? `\r${line}` : `${line}\n`);
};

async function show(title: string, request: Request): Promise<readonly number[]> {
  const began = performance.now();
  const { seeds: ran, violating, rules, overwritten, deadLetters } = await runSeeds({ ...request, onSeed: progress });
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

const engine = await loadEngine();
if (values.trace) {
  console.log((await simulate(from, engine, caseOf(values.case, from), { trace: true })).broken);
} else if (wanted.length > 0) {
  for (const mutant of wanted) {
    const { engine: changed, remove } = await loadMutant(mutant);
    const options = { without: [mutant.name] };
    const title = `without ${mutant.name} (${mutant.case})`;
    const found = await show(title, { name: mutant.case, from, seeds, engine: changed, options, enough: 1 });
    // What survives means that no history has the fault that it is against.
    if (found.length === 0 && !(mutant.name in SURVIVORS)) process.exitCode = 1;
    remove();
  }
  if (values.without === 'each')
    for (const [name, why] of Object.entries(SURVIVORS)) console.log(`${name} survives: ${why}`);
} else {
  const [first] = await show(values.case, { name: values.case, from, seeds });
  if (first !== undefined) {
    process.exitCode = 1;
    await tell(first, engine, caseOf(values.case, first));
  }
}
