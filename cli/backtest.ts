// modelgate backtest: what the policies of a folder would have said of what was decided, on the evidence of then.
import { resolve } from 'node:path';
import { directoryOf } from '../lib/policy/directory.ts';
import { loadPolicySet, type PolicySet } from '../lib/policy/load.ts';
import { readPolicyFolder } from '../lib/policy-folder.ts';
import { DAY } from '../lib/times.ts';
import { tryFixtures } from './backtest/fixtures.ts';
import { tryLedger } from './backtest/ledger.ts';
import { makeTally, type Backtest, type ChangeGroup } from './backtest/tally.ts';
import type { Answer, Call, Command } from './frame/command.ts';
import { spanOf } from './decisions.ts';
import { EXIT } from './frame/exit.ts';
import { misuse } from './frame/flags.ts';
import { connectBy, PLACE_OPTIONS, POLICIES_OPTION, readPolicies } from './frame/place.ts';
import { backtestLines } from './backtest/print.ts';
import type { Finding, TestCase } from './frame/reports.ts';
import type { World } from './frame/world.ts';

export const backtest: Command = {
  name: 'backtest',
  group: 'author',
  summary: 'new policies over what was decided: which verdicts would change',
  usage: '[flags]',
  about: [
    'Takes the newest decision of each version, builds its evidence again from what was recorded with it (reports, champion, time), and evaluates the policies of the folder on it. Compared are the verdicts of policies, not what people made of them. Policies in Audit do not count, there as here.',
    'What the new policies need and nobody recorded is counted as not recorded, never guessed. Nothing is read from the registry and nothing is written.',
    'With --fixtures a folder of captured fixtures takes the place of the ledger, and --against names the policies of before.',
  ],
  examples: [
    'modelgate backtest --since 90d',
    "modelgate backtest --group 'fraud-*' --fail-on-change -o github",
    'modelgate backtest --fixtures fixtures --against ./policies-of-main',
  ],
  options: [
    { name: 'since', takes: 'TIME', about: '90d, 12h, 2026-11-01 or an RFC 3339 time (90d)' },
    { name: 'until', takes: 'TIME', about: 'likewise (now)' },
    { name: 'group', takes: 'GLOB', about: 'of these model package groups' },
    { name: 'fixtures', takes: 'DIR', about: 'captured fixtures instead of the ledger' },
    { name: 'against', takes: 'DIR', about: 'with --fixtures: the policies of before' },
    { name: 'fail-on-change', about: 'exit 1 where a verdict would change' },
    { name: 'all', about: 'every version that changes' },
    POLICIES_OPTION,
    ...PLACE_OPTIONS,
  ],
  formats: ['text', 'json', 'junit', 'github'],
  words: { least: 0, most: 0 },
  run: runBacktest,
};

type Run = { readonly tried: Backtest; readonly names: readonly { readonly group: string; readonly name: string }[] };

async function runBacktest(call: Call, world: World): Promise<Answer> {
  const { flags } = call;
  const fixtures = flags.text('fixtures');
  const set = await readPolicies(flags, world);
  const { tried, names } =
    fixtures === null ? await overLedger(set, call, world) : await over(fixtures, set, call, world);
  const isFailed = flags.is('fail-on-change') && tried.groups.length > 0;
  const policies = flags.text('policies') ?? 'policies';
  const of = fixtures === null ? 'decisions' : 'fixtures';
  return {
    exitCode: isFailed ? EXIT.failed : EXIT.good,
    document: tried,
    text: (terminal) => backtestLines(tried, { policies, of, isAll: flags.is('all') }, terminal),
    cases: casesOf(tried, names, flags.is('fail-on-change')),
    findings: tried.groups.map((group) => findingOf(group, isFailed ? 'error' : 'warning')),
  };
}

async function overLedger(set: PolicySet, { flags }: Call, world: World): Promise<Run> {
  const span = spanOf('backtest', flags, world.clock(), 90 * DAY);
  const ledger = await (await connectBy(flags, world)).ledger();
  const { add, result, names } = makeTally();
  const { decisions, people } = await tryLedger(ledger, set, { ...span, group: flags.text('group') }, (one) => {
    add(one);
    if (names.length % 50 === 0) world.progress(`${names.length} versions replayed`);
  });
  return { tried: result(decisions, people, directoryOf(set)), names };
}

async function over(folder: string, after: PolicySet, { flags }: Call, world: World): Promise<Run> {
  const against = flags.text('against');
  if (against === null)
    throw misuse('backtest', '--fixtures needs --against DIR: fixtures carry no verdict of their own.');
  const before = loadPolicySet(await readPolicyFolder(resolve(world.folder, against), against));
  const { add, result, names } = makeTally();
  const all = await tryFixtures(folder, { before, after }, world);
  for (const one of all) add(one);
  return { tried: result(all.length, new Map(), directoryOf(after)), names };
}

const sentenceOf = ({ versions }: ChangeGroup): string =>
  versions.map(({ name, was, would, message }) => `${name}: ${was} would be ${would}, ${message}`).join('\n');

function findingOf(group: ChangeGroup, level: Finding['level']): Finding {
  const { place, title, change } = group;
  const at = place ?? { file: 'policies', line: 1, column: 1 };
  return { level, ...at, title: `modelgate backtest: ${change}, ${title}`, message: sentenceOf(group) };
}

/** One case for each version; a change fails only where it is meant to. */
function casesOf({ groups }: Backtest, names: Run['names'], isFailing: boolean): readonly TestCase[] {
  const changed = new Map(groups.flatMap(({ versions }) => versions.map((one) => [one.name, one] as const)));
  return names.map(({ group, name }) => {
    const one = isFailing ? changed.get(name) : undefined;
    const message = one ? `${one.was} would be ${one.would}` : '';
    return { suite: group, name, seconds: 0, failure: one ? { message, text: one.message } : null };
  });
}
