// npm run bench [-- --quick] [--json FILE]: what a decision costs, beside the naive design; budgets are met or not, as they are.
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { Burst } from './burst/burst.ts';
import { burstOfGate } from './burst/gate.ts';
import { burstOfNaive } from './burst/naive.ts';
import { benchBundles } from './bundles.ts';
import { benchCalls } from './calls.ts';
import { evaluationsPerSecond, importAndCompile, largestDecision } from './evaluations.ts';
import { benchSweep } from './sweep.ts';
import { printSection, type Section } from './table.ts';

const { values: flags } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, json: { type: 'string' } },
});

function burstSection(versions: number, limit: number, gate: Burst, naive: Burst): Section {
  return {
    title: `a burst of ${versions.toLocaleString('en')} versions at ${limit} calls a second an operation, virtual time (ours, naive)`,
    rows: [
      {
        what: 'refused for rate, percent of calls',
        ours: 100 * gate.throttledShare,
        naive: 100 * naive.throttledShare,
        limit: 1,
      },
      { what: 'undecided', ours: gate.undecided, naive: naive.undecided, limit: 0 },
      { what: 'dead letters', ours: gate.deadLetters, naive: naive.deadLetters, limit: 0 },
      { what: 'drained, as a multiple of what the limit asks for', ours: gate.drained / gate.bound, limit: 1.15 },
    ],
  };
}

async function burst(versions: number, limit: number): Promise<Section> {
  const gate = await burstOfGate({ versions, limit });
  return burstSection(versions, limit, gate, await burstOfNaive({ versions, limit }));
}

function evaluationSection(): Section {
  const { imported, compiled } = importAndCompile();
  return {
    title: 'policy evaluation',
    rows: [
      { what: 'checks a second, traced', ours: evaluationsPerSecond(true), limit: 20_000, isFloor: true },
      { what: 'checks a second, untraced', ours: evaluationsPerSecond(false) },
      { what: 'one decision under 200 validations, traced', ours: largestDecision(), unit: 'ms' },
      { what: 'policy code imported', ours: imported, unit: 'ms' },
      { what: '50 expressions loaded', ours: compiled, unit: 'ms' },
    ],
  };
}

const sections: Section[] = [];
const tell = (section: Section): void => {
  sections.push(section);
  printSection(section);
};
const calls = await benchCalls(flags.quick ? 100 : 250);
tell(calls.section);
tell(calls.cost);
for (const limit of flags.quick ? [10] : [5, 10, 20, 50]) tell(await burst(flags.quick ? 1_000 : 10_000, limit));
tell(evaluationSection());
tell(await benchSweep(flags.quick ? 10_000 : 100_000));
tell(await benchBundles(flags.quick ? 5 : 15));
if (flags.json) await writeFile(flags.json, JSON.stringify({ sections, counts: calls.counts }, null, 2));
