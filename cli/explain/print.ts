// The text of explain and eval: whose decision it is, the verdict with its sentence, the tree of checks, the review, what it would take.
import { longTime } from '../../lib/times.ts';
import type { Explained } from '../evaluate/explained.ts';
import { treeLines, type TreeOptions } from './print-tree.ts';
import { harmless } from '../../lib/harmless.ts';
import { versionName } from '../../lib/identity.ts';
import { columnsOf, hanging, marked, markOf, painted, type Terminal, WIDTH, wrapped } from '../frame/terminal.ts';

const LABEL = 18;

/** All lines. */
export function explainedLines(explained: Explained, options: TreeOptions, terminal: Terminal): readonly string[] {
  return [
    ...headerLines(explained),
    '',
    ...verdictLines(explained, terminal),
    ...set(treeLines(explained, options, terminal)),
    ...explained.notes.flatMap((note) => ['', ...wrapped(`Note: ${harmless(note)}.`, WIDTH)]),
    ...reviewLines(explained, terminal),
    ...wayLines(explained),
    ...planLines(explained),
  ];
}

/** Set off by an empty line, where there is anything. */
const set = (lines: readonly string[]): readonly string[] => (lines.length > 0 ? ['', ...lines] : []);

function headerLines({ modelPackage: seen, decision, assumed }: Explained): readonly string[] {
  const name = versionName(seen.group, seen.version);
  const by = [seen.registeredBy, seen.registeredAt === null ? null : longTime(seen.registeredAt)].filter(Boolean);
  const mode = decision?.mode === 'Audit' ? ', Audit: nothing was written' : '';
  return [
    row(name, `account ${seen.account}, ${seen.region}`),
    row('registered by', harmless(by.join(', '))),
    row('status', seen.approvalStatus ?? 'none'),
    decision
      ? row('decision', `${decision.decisionId}, revision ${decision.revision}, ${longTime(decision.createdAt)}${mode}`)
      : row('decision', 'none: this is a what-if, nothing is recorded'),
    ...assumed.map((text, index) => row(index === 0 ? 'assumed' : '', harmless(text))),
  ];
}

const row = (label: string, text: string): string => `${label.padEnd(LABEL - 1)} ${text}`.trimEnd();

function verdictLines({ verdict, because, decision }: Explained, terminal: Terminal): readonly string[] {
  const word = marked(verdict, verdict, terminal);
  const padded = `${word}${' '.repeat(Math.max(3, LABEL - columnsOf(word)))}`;
  const origin = decision && decision.origin !== 'Gate' ? [`${' '.repeat(LABEL)}(origin ${decision.origin})`] : [];
  return [...hanging(padded, harmless(because)), ...origin];
}

function reviewLines({ review }: Explained, terminal: Terminal): readonly string[] {
  if (!review) return [];
  const width = Math.max(0, ...review.people.map(({ name }) => columnsOf(name))) + 2;
  return [
    '',
    ...wrapped(review.state, WIDTH),
    ...review.people.map(
      ({ mark, name, text }) =>
        `  ${painted(mark, markOf(mark, terminal), terminal)} ${harmless(name).padEnd(width)}${harmless(text)}`,
    ),
  ];
}

function wayLines({ toBeApproved: ways, modelPackage: seen }: Explained): readonly string[] {
  if (ways.length === 0) return [];
  const target = seen.version === null ? seen.arn : `${seen.group}/${seen.version}`;
  const title = ways.length === 1 ? 'To be approved:' : 'To be approved, one of these:';
  return [
    '',
    title,
    ...ways.flatMap(({ text, commands, tryValues }, index) => {
      const tail = tryValues.length > 0 ? `${text}. Try it:` : commands.length > 0 ? `${text}:` : `${text}.`;
      const sets = tryValues.map(({ path, value }) => ` --set ${path}=${value}`).join('');
      const tries = tryValues.length > 0 ? [`modelgate eval ${target}${sets}`] : [];
      return [
        ...hanging(`  ${index + 1}. `, harmless(tail)),
        ...[...commands, ...tries].map((command) => `       ${harmless(command)}`),
      ];
    }),
  ];
}

function planLines({ plan = [] }: Explained): readonly string[] {
  if (plan.length === 0) return [];
  const steps = plan.flatMap(({ text }, index) => hanging(`  ${index + 1}. `, harmless(text)));
  return ['', 'An approval sets in motion', ...steps];
}
