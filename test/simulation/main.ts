// npm run simulate -- --seeds 1000 --from 1 [--case base] [--without NAME]: runs histories and shows progress and what they broke.
import { parseArgs } from 'node:util';
import { loadMutant, MUTANTS } from './mutants.ts';
import { CASES, runSeeds, simulate } from './simulate.ts';
import { loadEngine } from './engine.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    from: { type: 'string', default: '1' },
    case: { type: 'string', default: 'base' },
    /** A defence to take out, or `each` for all of them. */
    without: { type: 'string' },
    /** Shows what happens in one seed. */
    trace: { type: 'boolean', default: false },
  },
});
const [seeds, from] = [Number(values.seeds), Number(values.from)];
if (!Number.isSafeInteger(seeds) || !Number.isSafeInteger(from))
  throw new Error('--seeds and --from expect whole numbers');
if (!(values.case in CASES)) throw new Error(`--case ${values.case}: expected one of ${Object.keys(CASES).join(', ')}`);
const wanted = MUTANTS.filter(({ name }) => values.without === 'each' || name === values.without);
if (values.without && wanted.length === 0)
  throw new Error(`--without ${values.without}: expected each or one of ${MUTANTS.map(({ name }) => name).join(', ')}`);

const started = performance.now();
/** Drawn over itself on a terminal; elsewhere a line now and then. */
const progress = (ran: number, violating: number): void => {
  if (ran % (process.stderr.isTTY ? 200 : 10_000) !== 0) return;
  const perSecond = Math.round((ran / (performance.now() - started)) * 1000);
  const line = `${ran} of ${seeds} seeds, ${violating} violating, ${perSecond} seeds/s`;
  process.stderr.write(process.stderr.isTTY ? `\r${line}` : `${line}\n`);
};

async function show(title: string, request: Parameters<typeof runSeeds>[0]): Promise<number> {
  const began = performance.now();
  const { seeds: ran, violating, rules, overwritten, deadLetters } = await runSeeds({ ...request, onSeed: progress });
  const perSecond = Math.round((ran / (performance.now() - began)) * 1000);
  if (process.stderr.isTTY) process.stderr.write('\r');
  console.log(
    `${title.padEnd(30)} seeds ${ran}  violating ${violating.length}  first ${violating[0] ?? '-'}  ${perSecond} seeds/s  overwritten in Studio ${overwritten}  dead letters ${deadLetters}`,
  );
  for (const [rule, count] of [...rules].toSorted((a, b) => b[1] - a[1])) console.log(`    ${rule} x${count}`);
  return violating.length;
}

if (values.trace) {
  console.log((await simulate(from, await loadEngine(), values.case, { trace: true })).broken);
} else if (wanted.length > 0) {
  for (const mutant of wanted) {
    const { engine, remove } = await loadMutant(mutant);
    const options = { without: [mutant.name] };
    await show(`without ${mutant.name} (${mutant.case})`, {
      name: mutant.case,
      from,
      seeds,
      engine,
      options,
      enough: 5,
    });
    remove();
  }
} else if ((await show(values.case, { name: values.case, from, seeds })) > 0) process.exitCode = 1;
