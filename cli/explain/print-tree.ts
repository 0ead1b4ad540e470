// The tree of checks on a terminal: policies with their verdicts, objections with the values they saw, what passed in one line.
import type { PolicyResult, ValidationResult } from '../../lib/policy/policy.ts';
import type { Explained } from '../evaluate/explained.ts';
import { traceLines } from './print-trace.ts';
import { harmless } from '../../lib/harmless.ts';
import {
  branches,
  columnsOf,
  hanging,
  marked,
  markOf,
  painted,
  type Terminal,
  WIDTH,
  wrapped,
} from '../frame/terminal.ts';

/** `isAll`: passed checks in full too. `why`: this check alone, with every part of its expression. */
export type TreeOptions = { readonly isAll: boolean; readonly why: string | null };

type Node = { readonly lines: readonly string[]; readonly children: readonly Node[] };
const leaf = (...lines: readonly string[]): Node => ({ lines, children: [] });

/** A policy's verdict begins in this column, its mode in that one. */
const VERDICT_COLUMN = 51;
const MODE_COLUMN = 69;
/** Columns of a value's label. */
const LABELS = 33;

/** The lines of the tree of one version. */
export function treeLines(explained: Explained, options: TreeOptions, terminal: Terminal): readonly string[] {
  const shown = explained.policies
    .filter(({ matched }) => matched)
    .map((policy) => policyNode(policy, options, terminal));
  const roots = options.why === null ? [...shown, ...notCounted(explained, terminal)] : shown;
  return roots
    .filter(({ children }) => children.length > 0)
    .flatMap((root, index, all) => drawn(root, index === all.length - 1, '', terminal));
}

/** One policy alone, without branches around it: for failing cases of `modelgate test`. */
export const policyLines = (policy: PolicyResult, options: TreeOptions, terminal: Terminal): readonly string[] => {
  const { lines, children } = policyNode(policy, options, terminal);
  return [...lines, ...children.flatMap((child, index) => drawn(child, index === children.length - 1, '', terminal))];
};

function drawn({ lines, children }: Node, isLast: boolean, before: string, terminal: Terminal): readonly string[] {
  const { child, last, through, none } = branches(terminal);
  const below = `${before}${isLast ? none : through}`;
  const [first = '', ...more] = lines;
  return [
    rightAligned(`${before}${isLast ? last : child}${first}`),
    ...more.map((line) => rightAligned(`${below}${line}`)),
    ...children.flatMap((one, index) => drawn(one, index === children.length - 1, below, terminal)),
  ].map((line) => line.trimEnd());
}

const GAP = '\t';

/** What follows a tab is set to the right edge; a line that is too long for it gets two spaces. */
function rightAligned(line: string): string {
  const [left = '', right] = line.split(GAP);
  if (right === undefined) return line;
  return `${left}${' '.repeat(Math.max(2, WIDTH - columnsOf(left) - columnsOf(right)))}${right}`;
}

function policyNode(policy: PolicyResult, options: TreeOptions, terminal: Terminal): Node {
  const { validations, verdict, mode } = policy;
  const word = marked(verdict, verdict, terminal);
  const title = `${harmless(policy.policy).padEnd(VERDICT_COLUMN - 1)} ${word}`;
  const gap = ' '.repeat(Math.max(3, MODE_COLUMN - VERDICT_COLUMN - columnsOf(word)));
  const wanted = options.why === null ? validations : validations.filter((one) => isAsked(one, policy, options.why));
  const isFull = (one: ValidationResult): boolean => options.isAll || options.why !== null || one.result !== 'pass';
  const full = wanted.filter(isFull).toSorted((a, b) => rankOf(a) - rankOf(b));
  const passed = wanted.filter((one) => !isFull(one));
  return {
    lines: [`${title}${gap}${mode}`],
    children: [
      ...full.map((one) => validationNode(one, options, terminal)),
      ...(passed.length > 0 ? [passedNode(passed, terminal)] : []),
      ...(wanted.length === 0 && options.why === null ? [leaf('no check, the verdict is that of onPass')] : []),
    ],
  };
}

/** Whether a check is the one asked for: by its name or as policy/name. */
const isAsked = ({ name }: ValidationResult, { policy }: PolicyResult, why: string | null): boolean =>
  why === name || why === `${policy}/${name}`;

const RANKS = ['fail', 'error', 'warn', 'skip', 'pass'] as const;
const rankOf = ({ result }: ValidationResult): number => RANKS.indexOf(result);

function validationNode(one: ValidationResult, { why }: TreeOptions, terminal: Terminal): Node {
  const mark = painted(one.result, markOf(one.result, terminal), terminal);
  const { file, line, column } = one.place;
  const asks = one.result === 'fail' && one.review !== null ? ` Asks ${one.review}.` : '';
  const does = one.result === 'fail' && one.action === 'Reject' ? ' Rejects.' : '';
  const sentence = `${harmless(one.message)}.${asks}${does}`;
  return leaf(
    `${mark} ${one.name}${GAP}${file}:${line}:${column}`,
    ...wrapped(sentence, WIDTH - 10).map((text) => `  ${text}`),
    ...valueLines(one).map((text) => `    ${text}`),
    ...(why === null ? [] : traceLines(one, terminal).map((text) => `    ${text}`)),
  );
}

/** In fixed columns, so that the rows of all checks stand under each other; closer where the sources are long. */
function valueLines({ values }: ValidationResult): readonly string[] {
  const longest = Math.max(0, ...values.map(({ label }) => columnsOf(label)));
  const width = Math.max(6, ...values.map(({ value }) => columnsOf(value.slice(0, 60))));
  const rows = (labels: number): readonly string[] =>
    values.map(({ label, value, source }) =>
      harmless(`${label.padEnd(labels)}  ${value.slice(0, 60).padEnd(width)}   ${source}`),
    );
  const wide = rows(Math.max(LABELS, longest));
  return wide.some((row) => columnsOf(row) > WIDTH - 10) ? rows(longest) : wide;
}

function passedNode(passed: readonly ValidationResult[], terminal: Terminal): Node {
  const mark = painted('pass', markOf('pass', terminal), terminal);
  const text = `${passed.length} passed: ${passed.map(({ name }) => name).join(', ')}`;
  return leaf(...hanging(`${mark} `, text, WIDTH - 9));
}

/** Audit policies, and policies that do not govern this version: named, so that nobody looks for them. */
function notCounted({ shadow, policies, elsewhere }: Explained, terminal: Terminal): readonly Node[] {
  const skip = painted('skip', markOf('skip', terminal), terminal);
  const audit = shadow
    .filter(({ matched }) => matched)
    .map((policy) => {
      const [objection] = policy.validations
        .filter(({ result }) => result !== 'pass')
        .toSorted((a, b) => rankOf(a) - rankOf(b));
      const because = objection ? `: ${objection.message}.` : '.';
      return leaf(...wrapped(harmless(`${policy.policy} (Audit) would be ${policy.verdict}${because}`), WIDTH - 8));
    });
  const unmatched = [...policies, ...shadow]
    .filter(({ matched }) => !matched)
    .map(({ policy, notMatchedBecause }) =>
      leaf(...hanging(`${skip} `, harmless(`${policy} not matched: ${notMatchedBecause ?? ''}`), WIDTH - 8)),
    );
  const others = leaf(...hanging(`${skip} `, `${elsewhere.length} not matched: ${elsewhere.join(', ')}`, WIDTH - 8));
  return [{ lines: ['not counted'], children: [...audit, ...unmatched, ...(elsewhere.length > 0 ? [others] : [])] }];
}
