// modelgate decisions: what the gate decided, newest first, with filters.
import type { Decision } from '../lib/decisions/decision.ts';
import { matchesGlobIgnoringCase } from '../lib/policy/glob.ts';
import { readChained } from '../lib/ledger/read-chained.ts';
import { scanLog } from '../lib/ledger/scan-log.ts';
import { VERDICTS } from '../lib/policy/policy.ts';
import { DAY, longTime } from '../lib/times.ts';
import type { Answer, Call, Command, Flags } from './frame/command.ts';
import { EXIT } from './frame/exit.ts';
import { misuse } from './frame/flags.ts';
import { connectBy, PLACE_OPTIONS } from './frame/place.ts';
import { harmless } from '../lib/harmless.ts';
import { versionName } from '../lib/identity.ts';
import { columnsOf, marked, WIDTH, type Terminal } from './frame/terminal.ts';
import { timeFlag } from './frame/times.ts';
import type { World } from './frame/world.ts';

export const decisions: Command = {
  name: 'decisions',
  group: 'operate',
  summary: 'what was decided, newest first',
  usage: '[flags]',
  about: ['Lists decisions of the ledger, newest first, over all groups and accounts.'],
  examples: [
    "modelgate decisions --since 7d --verdict Reject,Hold --group 'fraud-*'",
    'modelgate decisions --origin Bypass --since 90d',
  ],
  options: [
    { name: 'group', takes: 'GLOB', about: 'of these model package groups' },
    { name: 'verdict', takes: 'LIST', about: 'Approve, Reject, Hold, RequireReview, NoOpinion; with commas' },
    { name: 'origin', takes: 'LIST', about: 'Gate, Reviewer, External, Bypass (break-glass); with commas' },
    { name: 'since', takes: 'TIME', about: '7d, 12h, 2026-11-01 or an RFC 3339 time (30d)' },
    { name: 'until', takes: 'TIME', about: 'likewise (now)' },
    { name: 'limit', takes: 'N', about: 'at most so many (50)' },
    ...PLACE_OPTIONS,
  ],
  formats: ['text', 'json'],
  words: { least: 0, most: 0 },
  run: runDecisions,
};

/** Reads --since (else `usual` milliseconds ago) and --until (else now). Throws CliError 64. */
export function spanOf(verb: string, flags: Flags, now: number, usual: number): { since: number; until: number } {
  const since = timeFlag(verb, flags, 'since', now) ?? now - usual;
  const until = timeFlag(verb, flags, 'until', now) ?? now;
  if (since > until) throw misuse(verb, '--since is later than --until.');
  return { since, until };
}

/** Reads a whole number of a flag. Throws CliError 64. */
function countOf(verb: string, flags: Flags, name: string, usual: number): number {
  const text = flags.text(name) ?? String(usual);
  if (!/^[1-9]\d{0,6}$/u.test(text)) throw misuse(verb, `--${name} is \`${text}\`; expected a whole number from 1.`);
  return Number(text);
}

async function runDecisions({ flags }: Call, world: World): Promise<Answer> {
  const wanted = filterOf(flags);
  const limit = countOf('decisions', flags, 'limit', 50);
  const span = spanOf('decisions', flags, world.clock(), 30 * DAY);
  const ledger = await (await connectBy(flags, world)).ledger();
  const found: Decision[] = [];
  let isMore = false;
  search: for await (const rows of scanLog(ledger, { ...span, newestFirst: true })) {
    for (const { entry } of await readChained(ledger, rows)) {
      if (entry.content.kind !== 'decided' || !wanted(entry.content.decision)) continue;
      isMore = found.length === limit;
      if (isMore) break search;
      found.push(entry.content.decision);
    }
    world.progress(`${found.length} decisions`);
  }
  return {
    exitCode: EXIT.good,
    document: { decisions: found, isMore },
    text: (terminal) => linesOf(found, isMore, terminal),
  };
}

const ORIGINS: readonly Decision['origin'][] = ['Gate', 'Reviewer', 'External', 'Bypass'];

function filterOf(flags: Flags): (decision: Decision) => boolean {
  const group = flags.text('group');
  const verdicts = listOf(flags, 'verdict', VERDICTS);
  const origins = listOf(flags, 'origin', ORIGINS);
  return ({ subject, verdict, origin }) =>
    (group === null || matchesGlobIgnoringCase(subject.modelPackageGroupName, group)) &&
    (verdicts?.includes(verdict) ?? true) &&
    (origins?.includes(origin) ?? true);
}

/** The words of a flag, with commas between; null where it is not given. Throws CliError 64. */
function listOf(flags: Flags, name: string, known: readonly string[]): readonly string[] | null {
  const words = flags.text(name)?.split(',') ?? null;
  const unknown = words?.find((one) => !known.includes(one));
  if (unknown !== undefined)
    throw misuse('decisions', `--${name} is \`${unknown}\`; expected ${known.join(', ')}, with commas between.`);
  return words;
}

/** `fraud-card v8`. */
export const nameOf = ({ modelPackageGroupName, modelPackageVersion }: Decision['subject']): string =>
  versionName(modelPackageGroupName, modelPackageVersion);

function linesOf(found: readonly Decision[], isMore: boolean, terminal: Terminal): readonly string[] {
  if (found.length === 0) return ['No decision matches. Wider: --since 90d'];
  const width = Math.max(...found.map(({ subject }) => nameOf(subject).length)) + 2;
  const rows = found.flatMap((decision) => {
    const word = marked(decision.verdict, decision.verdict, terminal);
    const origin = decision.origin === 'Gate' ? '' : `, ${decision.origin}`;
    const audit = decision.mode === 'Audit' ? ', Audit' : '';
    const why = harmless(decision.reasons[0] ?? '');
    const room = WIDTH - 4;
    return [
      `${nameOf(decision.subject).padEnd(width)}${word}${' '.repeat(Math.max(2, 18 - columnsOf(word)))}${decision.decisionId}  ${longTime(decision.createdAt)}${origin}${audit}`,
      `    ${why.length > room ? `${why.slice(0, room - 3)}...` : why}`,
    ];
  });
  return isMore ? [...rows, '', `The newest ${found.length}; more: --limit, --until`] : rows;
}
