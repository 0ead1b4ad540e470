// modelgate iam: the statements that make the gate the only door, for IAM, organisations and model package groups.
import { boundary, groupPolicy, onlyDoor, type PolicyDocument } from '../lib/iam-statements.ts';
import { groupArn } from '../lib/identity.ts';
import { auditorRights, doctorRights, readOnly } from '../lib/reading-rights.ts';
import type { Answer, Call, Command, Flags } from './frame/command.ts';
import { EXIT } from './frame/exit.ts';
import { misuse } from './frame/flags.ts';
import { connectBy, PLACE_OPTIONS, policiesOrNull, POLICIES_OPTION } from './frame/place.ts';
import type { World } from './frame/world.ts';

export const iam: Command = {
  name: 'iam',
  group: 'adopt',
  summary: 'IAM statements that make the gate the only door',
  usage: '--role ARN [--group NAME] [flags]',
  about: [
    'Prints a service control policy that lets nobody but the named roles approve or reject versions of the groups, by Create or Update, or touch the metadata keys of the gate. Nothing is written to AWS. docs/security.md explains each statement.',
  ],
  examples: [
    "modelgate iam --role 'arn:aws:iam::111122223333:role/*-DecideRole-*'",
    'modelgate iam --group-policy 444455556666 --group search-ranking',
    'modelgate iam --read-only',
    'modelgate iam --doctor',
    'modelgate iam --auditor',
  ],
  options: [
    { name: 'role', takes: 'ARN', isMany: true, about: 'who may still do it: the roles of decide and register' },
    { name: 'group', takes: 'NAME', isMany: true, about: 'model package group (all)' },
    { name: 'key', takes: 'NAME', isMany: true, about: 'a metadata key that only --role may write, too' },
    { name: 'boundary', about: 'as a whole permissions boundary' },
    { name: 'group-policy', takes: 'ACCOUNT', about: 'a policy for --group: the account registers, never as Approved' },
    { name: 'read-only', about: 'the rights that modelgate audit needs; buckets of reports from --policies' },
    { name: 'doctor', about: 'the rights that modelgate doctor needs' },
    { name: 'auditor', about: 'the rights that verify and dossier need' },
    POLICIES_OPTION,
    ...PLACE_OPTIONS,
  ],
  formats: ['text', 'json'],
  words: { least: 0, most: 0 },
  run: runIam,
};

async function runIam(call: Call, world: World): Promise<Answer> {
  const document = await documentFor(call, world);
  return { exitCode: EXIT.good, document, text: () => JSON.stringify(document, null, 2).split('\n') };
}

async function documentFor({ flags }: Call, world: World): Promise<PolicyDocument> {
  const reading = await readingRights(flags, world);
  if (reading) return reading;
  const groups = flags.list('group');
  const account = flags.text('group-policy');
  if (account !== null) {
    const [group] = groups;
    if (!/^\d{12}$/u.test(account)) throw misuse('iam', `--group-policy is \`${account}\`; expected 12 digits.`);
    if (group === undefined || groups.length > 1 || /[*?]/u.test(group))
      throw misuse('iam', 'A group policy is of one group: --group NAME.');
    const arn = group.startsWith('arn:') ? group : await groupNamed(group, flags, world);
    if (arn.split(':')[4] === account)
      throw misuse(
        'iam',
        `The group is of account ${account} itself; --account says whose group it is, or --group its ARN.`,
      );
    return groupPolicy(arn, account);
  }
  const roles = flags.list('role');
  const wrong = roles.find(
    (role) => !/^arn:[a-z*-]+:(?:iam|sts)::(?:\d{12}|\*):(?:role|assumed-role)\/.+$/u.test(role),
  );
  if (wrong !== undefined) throw misuse('iam', `--role is \`${wrong}\`; expected arn:aws:iam::ACCOUNT:role/NAME.`);
  if (roles.length === 0) throw misuse('iam', 'Name who may still approve: --role ARN, the role of decide.');
  const door = { roles, groups: groups.length > 0 ? groups : ['*'], keys: flags.list('key') };
  return flags.is('boundary') ? boundary(door) : onlyDoor(door);
}

/** The rights of a command that only looks; null where none is asked for. */
async function readingRights(flags: Flags, world: World): Promise<PolicyDocument | null> {
  const asked = (['read-only', 'doctor', 'auditor'] as const).filter((name) => flags.is(name));
  if (asked.length > 1) throw misuse('iam', `One at a time: ${asked.map((name) => `--${name}`).join(' or ')}.`);
  if (asked[0] === 'doctor') return doctorRights();
  if (asked[0] === 'auditor') return auditorRights();
  if (asked[0] === undefined) return null;
  const accounts = (await policiesOrNull(flags, world))?.accounts ?? [];
  return readOnly(accounts.flatMap(({ reportBuckets }) => reportBuckets.map(({ bucket }) => bucket)));
}

async function groupNamed(group: string, flags: Flags, world: World): Promise<string> {
  const { account, region } = await connectBy(flags, world);
  return groupArn({ region, account: flags.text('account') ?? account, group });
}
