// modelgate adopt: what a group is today, who listens to its events, would it deploy twice; then a binding in Audit, or its backlog let in.
import type { FiringRule } from '../lib/adoption/rule-words.ts';
import { isGroupName } from '../lib/identity.ts';
import type { Adoption } from '../lib/ports.ts';
import type { Policy } from '../lib/policy/load.ts';
import { covers, governing } from '../lib/policy/match.ts';
import { backlogOf, type Backlog } from './adopt/backlog.ts';
import { proposeBinding, writeBinding, type Proposal } from './adopt/binding.ts';
import { CliError } from './frame/cli-error.ts';
import type { Answer, Call, Command, Flags } from './frame/command.ts';
import type { Connection } from './frame/connect.ts';
import { EXIT } from './frame/exit.ts';
import { misuse } from './frame/flags.ts';
import { connectBy, PLACE_OPTIONS, POLICIES_OPTION, readPolicies, readPolicyFiles } from './frame/place.ts';
import { printAdoption } from './adopt/print.ts';
import { readGroupToday, type GroupToday } from './adopt/read-group-today.ts';
import type { World } from './frame/world.ts';

export const adopt: Command = {
  name: 'adopt',
  group: 'adopt',
  summary: 'one group: what it is today, and a binding in Audit',
  usage: '--group NAME [flags]',
  about: [
    'Reads the group (tags, latest approved, pending, who approved lately), the EventBridge rules that fire on its events, its project, and whether an approval would deploy twice. Then it writes a binding in Audit into the folder of policies; a file that is there stays as it is.',
    'With --include-backlog versions older than the adoption are let in too, 20 a sweep; first with --dry-run, which says what the policies make of them and writes nothing.',
  ],
  examples: [
    'modelgate adopt --group fraud-card --dry-run',
    'modelgate adopt --group fraud-card --policy fraud-production',
    'modelgate adopt --group fraud-card --include-backlog --dry-run',
  ],
  options: [
    { name: 'group', takes: 'NAME', about: 'the model package group' },
    { name: 'policy', takes: 'NAME', about: 'which policy to bind; not needed where there is one' },
    { name: 'include-backlog', about: 'let versions in that are older than the adoption' },
    { name: 'dry-run', about: 'say it all, write nothing' },
    POLICIES_OPTION,
    ...PLACE_OPTIONS,
  ],
  formats: ['text', 'json'],
  words: { least: 0, most: 0 },
  run: runAdopt,
};

/** What the command found and did. */
export type AdoptionReport = {
  readonly group: GroupToday;
  /** Whose gate this is. */
  readonly stack: string;
  readonly rules: readonly FiringRule[];
  readonly redeployedBy: readonly string[];
  readonly governedBy: readonly { readonly policy: string; readonly mode: string; readonly file: string }[];
  readonly binding: (Proposal & { readonly isWritten: boolean }) | null;
  readonly backlog: (Backlog & { readonly isIncluded: boolean }) | null;
};

/** The group to adopt. Throws CliError 64 where none is named. */
function groupOf(flags: Flags): string {
  const name = flags.text('group');
  if (name !== null && isGroupName(name)) return name;
  const given = name === null ? '--group is missing' : `--group is \`${name}\``;
  throw misuse('adopt', `${given}; expected the name of one model package group.`);
}

async function includeBacklog(name: string, { ledger: open, caller }: Connection, world: World): Promise<void> {
  const ledger = await open();
  const group = name.toLowerCase();
  const before = (await ledger.readModes([group])).adoptions.get(group);
  await ledger.putAdoption(name, adoptionOf(before, caller, world.clock()));
}

async function runAdopt({ flags }: Call, world: World): Promise<Answer> {
  const name = groupOf(flags);
  const connection = await connectBy(flags, world);
  const set = await readPolicies(flags, world);
  const { account, region } = connection;
  const subject = { group: name, account, region };
  const { group, rules } = await readGroupToday(name, connection, world);
  const governed = governing(set, subject);
  const isDry = flags.is('dry-run');
  refuseOther(name, flags.text('policy'), governed);
  const files = await readPolicyFiles(flags, world);
  const proposal =
    governed.length > 0 ? null : proposeBinding({ group: name, policy: flags.text('policy'), set, files });
  const backlog = flags.is('include-backlog') ? await backlogOf(group, set, connection, world) : null;
  if (backlog && governed.length === 0)
    throw new CliError(
      EXIT.refused,
      `Refused: no policy governs ${name}, so nothing of its backlog could be decided.\nFirst: modelgate adopt --group ${name}`,
    );
  if (proposal && !isDry) await writeBinding(proposal, flags, world);
  if (backlog && !isDry) await includeBacklog(name, connection, world);
  const report: AdoptionReport = {
    group,
    stack: connection.stack,
    rules,
    redeployedBy: set.redeployments.filter(({ match }) => covers(match, subject)).map(({ name: one }) => one),
    governedBy: governed.map(({ name: policy, mode, file }) => ({ policy, mode, file })),
    binding: proposal && { ...proposal, isWritten: !isDry },
    backlog: backlog && { ...backlog, isIncluded: !isDry },
  };
  return { exitCode: EXIT.good, document: report, text: (terminal) => printAdoption(report, terminal) };
}

const adoptionOf = (before: Adoption | undefined, by: string, now: number): Adoption => ({
  activeSince: before?.activeSince ?? now,
  includesBacklog: true,
  by,
  at: now,
});

/** Another policy than those that govern the group already is a decision for its files: two policies may contradict each other. */
function refuseOther(group: string, policy: string | null, governed: readonly Policy[]): void {
  if (policy === null || governed.length === 0 || governed.some(({ name }) => name === policy)) return;
  const names = governed.map(({ name, file }) => `${name} (${file})`).join(', ');
  throw new CliError(
    EXIT.refused,
    `Refused: ${group} is governed already, by ${names}.\nNothing was written. To add ${policy}, or to put it in their place, change the files:\ndocs/policies.md`,
  );
}
