// modelgate lint: all faults of the policy files and tests at once, hints, and what a version costs under each policy.
import { counted } from '../lib/counted.ts';
import { showFault, TOLD_AT_ONCE, type Fault } from '../lib/policy/faults.ts';
import { lintPolicyFiles } from '../lib/policy/lint.ts';
import type { Answer, Call, Command } from './frame/command.ts';
import { EXIT } from './frame/exit.ts';
import { POLICIES_OPTION, readPolicyFiles } from './frame/place.ts';
import type { World } from './frame/world.ts';

export const lint: Command = {
  name: 'lint',
  group: 'author',
  summary: 'faults and hints in the policy files, and what policies cost',
  usage: '[flags]',
  about: [
    'Reads all policy files and tests of the folder and tells every fault with file, line and column. Hints do not fail. At the end: what the gate has to read for a version under each policy.',
  ],
  examples: ['modelgate lint', 'modelgate lint -o github'],
  options: [POLICIES_OPTION],
  formats: ['text', 'json', 'junit', 'github'],
  words: { least: 0, most: 0 },
  run: runLint,
};

async function runLint({ flags }: Call, world: World): Promise<Answer> {
  const files = await readPolicyFiles(flags, world);
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  const { findings, costs } = lintPolicyFiles(files, world.clock());
  const faults = findings.filter(({ severity }) => severity === 'error');
  const advice = findings.filter(({ severity }) => severity === 'hint');
  const counts = `${counted(files.length, 'file')}, ${counted(faults.length, 'error')}, ${counted(advice.length, 'hint')}`;
  return {
    exitCode: faults.length > 0 ? EXIT.findings : EXIT.good,
    document: { files: files.length, errors: faults, hints: advice, costs },
    text: () => [
      ...faults.slice(0, TOLD_AT_ONCE).flatMap((fault) => [...shown(fault, texts).split('\n'), '']),
      ...(faults.length > TOLD_AT_ONCE
        ? [`and ${faults.length - TOLD_AT_ONCE} more errors; -o json has them all`, '']
        : []),
      ...advice.flatMap((hint) => [...shown(hint, texts).split('\n'), '']),
      `${counts}.${aboutCosts(costs.length, faults.length)}`,
      ...costs.map(({ policy, text }) => `  ${policy.padEnd(28)}${text}`),
    ],
    cases: files.map(({ path }) =>
      junitCase(
        path,
        faults.filter(({ place }) => place.file === path),
        texts,
      ),
    ),
    findings: [
      ...faults.map((fault) => findingOf('error', fault)),
      ...advice.map((fault) => findingOf('notice', fault)),
    ],
  };
}

/** What follows the counts: the costs, or that there is nothing to deploy. */
const aboutCosts = (policies: number, faults: number): string =>
  policies > 0 ? ' What a version costs:' : faults > 0 ? '' : ' No policy is among them: nothing would be decided.';

const shown = (fault: Fault, texts: ReadonlyMap<string, string>): string =>
  showFault(fault, texts.get(fault.place.file) ?? '');

function junitCase(path: string, faults: readonly Fault[], texts: ReadonlyMap<string, string>) {
  const text = faults.map((fault) => shown(fault, texts)).join('\n');
  return {
    suite: 'lint',
    name: path,
    seconds: 0,
    failure: faults.length > 0 ? { message: faults[0]?.message ?? '', text } : null,
  };
}

const findingOf = (level: 'error' | 'notice', { place, message, hint }: Fault) => ({
  level,
  ...place,
  title: 'modelgate lint',
  message: hint ? `${message}\n${hint}` : message,
});
