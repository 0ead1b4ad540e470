// The text of diff: both verdicts first, then what differs in inputs, policies and checks.
import type { Difference, Differences } from './decisions.ts';
import { harmless } from '../../lib/harmless.ts';
import { hanging, marked, type Terminal, WIDTH, wrapped } from '../frame/terminal.ts';

/** All lines. */
export function differenceLines(differences: Differences, terminal: Terminal): readonly string[] {
  const { before, after, inputs, policies, checks, notRecorded } = differences;
  const sections = [
    ...sectionLines('Inputs', inputs),
    ...sectionLines('Policies', policies),
    ...sectionLines('Checks', checks),
    ...(notRecorded.length > 0 ? ['', `Not recorded, so not compared: ${notRecorded.join(', ')}`] : []),
  ];
  return [
    ...sideLines('was', before, terminal),
    ...sideLines(before.verdict === after.verdict ? 'still' : 'now', after, terminal),
    ...(sections.length === 0 ? ['', 'Nothing differs.'] : sections),
  ];
}

function sideLines(
  word: string,
  { label, verdict, because }: Differences['before'],
  terminal: Terminal,
): readonly string[] {
  const because80 = wrapped(harmless(because), WIDTH - 7).map((line) => `       ${line}`);
  return [
    `${word.padEnd(7)}${marked(verdict, verdict, terminal)}   ${harmless(label)}`,
    ...(because === '' ? [] : because80),
  ];
}

const sectionLines = (title: string, differences: readonly Difference[]): readonly string[] =>
  differences.length === 0 ? [] : ['', title, ...differences.flatMap(differenceOf)];

function differenceOf({ what, before, after }: Difference): readonly string[] {
  const side = (mark: '-' | '+', text: string | null): readonly string[] =>
    text === null ? [] : hanging(`    ${mark} `, harmless(text));
  return [`  ${harmless(what)}`, ...side('-', before), ...side('+', after)];
}
