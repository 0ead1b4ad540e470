// modelgate audit: a real registry, read-only: what the policies would have said against what people did.
import { eachPage } from '../lib/each-page.ts';
import { emptyTally, type GroupTally } from '../lib/adoption/audit-tally.ts';
import type { ListGroups } from '../lib/aws/list-groups.ts';
import { readPaced } from '../lib/decisions/paced-registry.ts';
import { paceInTime } from '../lib/pacer.ts';
import { matchesGlobIgnoringCase } from '../lib/policy/glob.ts';
import type { Registry } from '../lib/ports.ts';
import { auditHtml } from './audit/html.ts';
import { auditPage, type AuditPorts, type GroupCursor } from './audit/group.ts';
import { checkAuditState, clearAuditState, openAuditState, saveAuditState, type AuditState } from './audit/state.ts';
import { CliError } from './frame/cli-error.ts';
import type { Answer, Call, Command, Flags } from './frame/command.ts';
import type { Connection } from './frame/connect.ts';
import { EXIT } from './frame/exit.ts';
import { misuse } from './frame/flags.ts';
import { connectBy, PLACE_OPTIONS, POLICIES_OPTION, readPolicies } from './frame/place.ts';
import { printAudit } from './audit/print.ts';
import { timeFlag } from './frame/times.ts';
import type { World } from './frame/world.ts';

export const audit: Command = {
  name: 'audit',
  group: 'adopt',
  summary: 'a real registry, read-only: the policies against what people did',
  usage: '[flags]',
  about: [
    'Reads versions and their reports (List, Describe, S3; nothing is written), holds each against the policies with the champion of its own time, and compares with what people decided. Looser is what matters: the policies would approve what a person rejected.',
    'A long audit that was stopped goes on where it was, from --state.',
  ],
  examples: ["modelgate audit --group 'fraud-*' --since 90d", "modelgate audit --group 'fraud-*' -o html > audit.html"],
  options: [
    { name: 'group', takes: 'GLOB', about: 'model package groups (*)' },
    { name: 'since', takes: 'TIME', about: 'versions created since 90d, 2026-11-01 (all)' },
    { name: 'rate', takes: 'N', about: 'calls a second to each operation of SageMaker (10); reports ten times that' },
    { name: 'state', takes: 'FILE', about: 'where progress is kept (.modelgate-audit.json)' },
    POLICIES_OPTION,
    ...PLACE_OPTIONS,
  ],
  formats: ['text', 'json', 'html'],
  words: { least: 0, most: 0 },
  run: runAudit,
};

export type AuditReport = {
  readonly account: string;
  readonly region: string;
  readonly glob: string;
  readonly since: number;
  readonly at: number;
  readonly seconds: number;
  readonly groups: readonly GroupTally[];
};

async function runAudit({ flags }: Call, world: World): Promise<Answer> {
  const began = world.clock();
  const glob = flags.text('group') ?? '*';
  const since = sinceOf(flags, began);
  const rate = Number(flags.text('rate') ?? '10');
  if (!(rate > 0 && rate <= 1000))
    throw misuse('audit', `--rate is \`${flags.text('rate') ?? ''}\`; expected calls a second, such as 10.`);
  const policies = await readPolicies(flags, world);
  const connection = await connectBy(flags, world);
  const { account, region } = connection;
  const file = flags.text('state') ?? '.modelgate-audit.json';
  // The number changes with the form of what is kept.
  const key = JSON.stringify([2, account, region, glob, flags.text('since'), policies.digest]);
  await checkAuditState(file, world);
  const state = await openAuditState(file, key, world);
  const ports = await auditPorts(connection, { rate, policies, since, now: began }, world);
  await auditGroups(ports, glob, state, () => saveAuditState(file, key, state, world));
  await clearAuditState(file, world);
  if (state.done.length === 0)
    throw new CliError(
      EXIT.notFound,
      `Not found: account ${account}, ${region} has no group \`${glob}\`.\nAnother region: --region`,
    );
  const seconds = (world.clock() - began) / 1000;
  const report: AuditReport = { account, region, glob, since, at: began, seconds, groups: state.done };
  return { exitCode: EXIT.good, document: report, text: () => printAudit(report), html: () => auditHtml(report) };
}

function sinceOf(flags: Flags, now: number): number {
  const since = timeFlag('audit', flags, 'since', now) ?? 0;
  if (since > now)
    throw misuse(
      'audit',
      `--since is \`${flags.text('since') ?? ''}\`, which is still to come: no version is that young.`,
    );
  return since;
}

type Ports = AuditPorts & {
  readonly groups: ListGroups;
};

/** Objects of S3 for each call of SageMaker: S3 takes thousands a second. */
const REPORTS_A_CALL = 10;

/** Every call waits for its turn and is counted; what is throttled is slowed down and asked again. */
async function auditPorts(
  connection: Connection,
  { rate, ...given }: Pick<AuditPorts, 'policies' | 'since' | 'now'> & { readonly rate: number },
  world: World,
): Promise<Ports> {
  const { account, region, accounts } = connection;
  const { makeListGroups } = await import('../lib/aws/list-groups.ts');
  const listGroups = makeListGroups({ accounts, ownAccount: account, region }, account, region);
  const lists = connection.listsOf(account, region);
  const pace = { ...paceInTime(rate), until: () => Infinity };
  const s3Pace = { ...paceInTime(rate * REPORTS_A_CALL), until: () => Infinity };
  const counted = { calls: 0, reads: 0 };
  const paced = <T>(operation: string, call: () => Promise<T>): Promise<T> =>
    readPaced(pace, `${account}/${region}/${operation}`, () => {
      counted.calls += 1;
      return call();
    });
  const registry: Registry = connection.registries(account, region);
  return {
    ...given,
    groups: (token) => paced('ListModelPackageGroups', () => listGroups(token)),
    listVersions: (token, group) => paced('ListModelPackages', () => lists.listVersions(token, group)),
    registry: {
      describe: (arn, options) => paced('DescribeModelPackage', () => registry.describe(arn, options)),
      batchDescribe: (arns) => paced('BatchDescribeModelPackage', () => registry.batchDescribe(arns)),
      groupTags: (arn) => paced('ListTags', () => registry.groupTags(arn)),
    },
    gatherEvidence: connection.gatherBy((operation, call) =>
      operation === 'ListTags'
        ? paced(operation, call)
        : readPaced(s3Pace, operation, () => {
            counted.reads += 1;
            return call();
          }),
    ),
    calls: () => ({ ...counted }),
    progress: ({ group, versions }) => world.progress(`${group}: ${versions} versions`),
  };
}

/** Group by group, each page by page; progress is kept after every page. */
async function auditGroups(ports: Ports, glob: string, state: AuditState, save: () => Promise<void>): Promise<void> {
  const isDone = (name: string): boolean => state.done.some(({ group }) => group === name);
  for await (const { names } of eachPage(ports.groups))
    for (const name of names.filter((one) => matchesGlobIgnoringCase(one, glob) && !isDone(one))) {
      state.current =
        state.current?.tally.group === name
          ? state.current
          : { tally: emptyTally(name), cursor: { nextToken: null, championArn: null } };
      const { tally } = state.current;
      let cursor: GroupCursor | null = state.current.cursor;
      while (cursor !== null) {
        cursor = await auditPage(ports, tally, cursor);
        if (cursor) state.current = { tally, cursor };
        else {
          state.done.push(tally);
          state.current = null;
        }
        await save();
      }
    }
}
