// The checks of doctor: each reads one part of the installation and answers with one sentence.
import { sampleEvents } from '../../lib/adoption/sample-events.ts';
import { parseModelPackageArn } from '../../lib/identity.ts';
import type { ModeChange } from '../../lib/ledger/mode.ts';
import type { Installed } from '../../lib/mode-ports.ts';
import { directoryOf } from '../../lib/policy/directory.ts';
import type { PolicySet } from '../../lib/policy/load.ts';
import type { Connection } from '../frame/connect.ts';
import { dateText, spanText } from '../frame/times.ts';

/** `next` is the command or step that mends it; null where there is nothing to do. */
export type Finding = {
  readonly what: string;
  readonly isGood: boolean;
  readonly says: string;
  readonly next: string | null;
};

type Given = {
  readonly connection: Connection;
  /** null: the folder of policies can't be read here. */
  readonly policies: PolicySet | null;
  readonly installed: Installed | null;
  readonly switches: { readonly stack: ModeChange | null; readonly groupsInAudit: readonly string[] };
  readonly now: number;
};

/** Three sweeps that did not come. */
const STALE = 45 * 60_000;

const good = (what: string, says: string): Finding => ({ what, isGood: true, says, next: null });
const bad = (what: string, says: string, next: string): Finding => ({ what, isGood: false, says, next });

/** All checks, in the order in which one would mend. */
export async function checkInstallation(given: Given): Promise<readonly Finding[]> {
  const { connection } = given;
  const { tableName } = await connection.table();
  return [
    good('ledger', `table ${tableName} answers`),
    deployed(given),
    mode(given),
    await rules(given),
    ...(await deadLetters(given)),
    await sweep(given, tableName),
    directory(given),
    await revoked(given),
  ];
}

function deployed({ installed, policies }: Given): Finding {
  if (!installed)
    return bad(
      'deployment',
      'no sweep has said yet what is deployed',
      'wait for the next sweep (15 minutes), then again',
    );
  const { build, at } = installed;
  const says = `build ${build}, since ${dateText(at)}`;
  const isOther = policies !== null && policies.digest !== installed.policies;
  return good('deployment', isOther ? `${says}; the policies in this folder are not the deployed ones` : says);
}

function mode({ installed, switches: { stack, groupsInAudit } }: Given): Finding {
  const isAudit = installed?.mode === 'Audit' || stack?.mode === 'Audit';
  const why =
    stack === null
      ? 'nobody switched it'
      : `${stack.mode} by ${stack.by.split(':').at(-1) ?? ''}, ${dateText(stack.at)}: ${stack.reason}`;
  const groups = groupsInAudit.length > 0 ? `; groups in Audit: ${groupsInAudit.join(', ')}` : '';
  return good(
    'mode',
    `${isAudit ? 'Audit, so nothing is written' : 'Enforce'} (deployed in ${installed?.mode ?? 'a mode not known yet'}; ${why})${groups}`,
  );
}

async function rules({ connection: { account, region, stack }, now }: Given): Promise<Finding> {
  const { findFiringRules } = await import('../../lib/aws/event-rules.ts');
  const arn = parseModelPackageArn(`arn:aws:sagemaker:${region}:${account}:model-package/any/1`);
  const found = await findFiringRules(region, sampleEvents(arn, now));
  const own = found.filter(({ targets }) => targets.some((target) => target.includes(`:${stack}-IntakeQueue`)));
  const next = 'npm run deploy; until then only sweeps find what happens';
  if (own.length === 0)
    return bad('registry events', 'no rule of the default bus brings them to the intake queue', next);
  const off = own.find(({ isEnabled }) => !isEnabled);
  return off
    ? bad('registry events', `rule ${off.name} is disabled`, `aws events enable-rule --name ${off.name}`)
    : good('registry events', `rule ${own[0]?.name ?? ''} brings them to the intake queue`);
}

async function deadLetters({ connection: { stack, region } }: Given): Promise<readonly Finding[]> {
  const { makeDeadLetterQueues } = await import('../../lib/aws/dead-letter-queues.ts');
  const queues = await makeDeadLetterQueues({ stack, region }).list();
  if (queues.length === 0)
    return [
      bad(
        'dead letters',
        'no dead letter queue of this stack can be seen',
        'npm run deploy, or ask for sqs:ListQueues',
      ),
    ];
  const full = queues.filter(({ count }) => count > 0);
  return full.length === 0
    ? [good('dead letters', `none in ${queues.length} queues`)]
    : full.map(({ name, count }) => bad('dead letters', `${count} in ${name}`, 'modelgate redrive'));
}

async function sweep({ connection: { account, region }, now }: Given, tableName: string): Promise<Finding> {
  const { makeSweepCursors } = await import('../../lib/aws/sweep-cursors.ts');
  const cursor = await makeSweepCursors({ tableName, client: { region } }).readCursor(`${account}/${region}`);
  const at = cursor?.changedUntil ?? null;
  if (at === null)
    return bad(
      'sweep',
      `none has come through ${account}/${region} yet`,
      'wait 15 minutes; then see the log of reconcile',
    );
  const ago = `the last one through ${account}/${region} was ${spanText(Math.max(0, now - at))} ago`;
  return now - at > STALE ? bad('sweep', ago, 'see the schedule and the log of reconcile') : good('sweep', ago);
}

function directory({ policies }: Given): Finding {
  if (!policies)
    return bad('policies', 'the folder of policies can not be read here', 'modelgate lint, or --policies DIR');
  const asks = policies.policies.some(({ reviews }) => reviews.length > 0);
  const people = directoryOf(policies).people.length;
  return asks && people === 0
    ? bad('directory', 'policies ask people and no ReviewerDirectory names any', 'write one: docs/reviews.md')
    : good('directory', `${people} people`);
}

async function revoked({ connection }: Given): Promise<Finding> {
  const people = [...(await (await connection.ledger()).readRevoked()).keys()];
  return good('revoked', people.length === 0 ? 'nobody' : people.join(', '));
}
