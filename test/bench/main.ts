// npm run bench [-- --quick] [--json FILE] [--html FILE]: what a decision costs, beside other designs; budgets are met or not, as they are.
import { writeFile } from 'node:fs/promises';
import { runScript } from '../../scripts/script.ts';
import { burstOfGate } from './burst/gate.ts';
import { bundles, bytesSections } from './bytes.ts';
import { measureCalls } from './calls/calls.ts';
import { chartOf } from './chart.ts';
import { benchColdStart } from './cold-start.ts';
import { costOfMillion } from './cost.ts';
import { benchPages } from './pages.ts';
import { benchRegistration } from './registration.ts';
import { burstSection, callsSections, evaluationSection, pacedCallsSection } from './sections.ts';
import { benchStart } from './start.ts';
import { benchSweep } from './sweep.ts';
import { isMet, printSection, type Section } from './table.ts';

const QUICK = { counted: 60, rounds: 1, burst: 1_000, limits: [10], sweep: 10_000, starts: 3, targets: [0, 10] };
const WHOLE = {
  counted: 100,
  rounds: 5,
  burst: 10_000,
  limits: [5, 10, 20, 50],
  sweep: 100_000,
  starts: 10,
  targets: [0, 10, 100, 250],
};

const SCRIPT = {
  call: 'npm run bench',
  does: ['What a decision costs, beside other designs, and which budgets are met.'],
  options: {
    quick: { about: 'smaller sizes, for a first look' },
    json: { takes: 'FILE', about: 'write the figures into a file' },
    html: { takes: 'FILE', about: 'write them as a chart' },
  },
} as const;

await runScript(SCRIPT, async (given) => {
  const SIZES = given.is('quick') ? QUICK : WHOLE;
  const [json, html] = [given.text('json'), given.text('html')];
  const sections: Section[] = [];
  const tell = (section: Section): void => {
    sections.push(section);
    printSection(section);
  };

  const measured = await measureCalls(SIZES.counted, SIZES.rounds);
  for (const section of callsSections(measured, SIZES.counted)) tell(section);
  for (const limit of SIZES.limits) tell(await burstSection(SIZES.burst, limit));
  const { section: paced, busySeconds } = await pacedCallsSection({ versions: SIZES.burst, limit: 10 });
  tell(paced);
  const unpaced = await burstOfGate({ versions: 1_000, limit: 1_000, copies: 1 });
  tell(costOfMillion(measured, { paced: busySeconds, unpaced: unpaced.busy / 1_000 }));
  tell(evaluationSection());
  tell(await benchSweep(SIZES.sweep));
  tell(await benchRegistration(SIZES.targets));
  tell(await benchPages());
  for (const section of bytesSections(await bundles())) tell(section);
  tell(await benchColdStart(SIZES.starts));
  tell(await benchStart());

  const held = sections.flatMap(({ rows }) => rows.map(isMet)).filter((one) => one !== null);
  console.log(`\n${held.filter(Boolean).length} of ${held.length} budgets are met`);
  if (json !== null) await writeFile(json, JSON.stringify({ node: process.version, sections, measured }, null, 2));
  if (html !== null) await writeFile(html, chartOf(sections));
  return 0;
});
