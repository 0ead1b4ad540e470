// A queue message is a hint: which model package version to look at, and what the event said about it. Untrusted text until parsed here.
import { markerInDescription } from './decisions/registry-text.ts';
import { readEnvelope } from './envelope.ts';
import { InvalidError } from './errors.ts';
import type { ApprovalStatus } from './evidence/evidence.ts';
import { parseModelPackageArn, type ModelPackageArn } from './identity.ts';
import { listOf, membersOf, textOf, type Members } from './members.ts';

/** What a message says. Only `arn` is relied on; the rest can save a look, never justify a write. */
export type Hint = {
  readonly arn: ModelPackageArn;
  readonly status: ApprovalStatus | null;
  /** Milliseconds since the epoch; null where the event does not say, or says it in a form nobody can read. */
  readonly modifiedAt: number | null;
  /** Milliseconds; exact in our own wakes, cut to seconds in AWS's events. */
  readonly creationTime: number | null;
  /** UpdatedModelPackageFields in lower case (AWS itself documents `sourceUri` beside `ModelLifeCycle`); null where absent. */
  readonly updatedFields: readonly string[] | null;
  readonly source: 'registry' | 'lookAgain';
  /** Why we woke ourselves; null for the registry's events. */
  readonly reason: string | null;
  readonly namesLifeCycle: boolean;
  /** The decision of ours whose write caused this event, where the event proves it. */
  readonly decision: string | null;
};

const LONGEST_REASON = 200;
const SOURCES = {
  'aws.sagemaker': { detailType: 'SageMaker Model Package State Change', source: 'registry' },
  modelgate: { detailType: 'Model Package Look Again', source: 'lookAgain' },
} as const;

/**
 * Reads one message: AWS's "SageMaker Model Package State Change" in both documented forms, or our own "Model Package Look Again".
 * Throws InvalidError with the reason NotJson, TooLarge, WrongSource, WrongDetailType, NoArn, BadArn, WrongAccount or Unversioned.
 * Source: https://docs.aws.amazon.com/sagemaker/latest/dg/automating-sagemaker-with-eventbridge.html
 */
export function parseHint(body: string): Hint {
  const event = readEnvelope(body);
  const detail = membersOf(event['detail']);
  const source = sourceOf(event);
  const arn = arnOf(event, detail);
  // Our own wake may name a package of another account; an event of the registry comes from where the package is.
  if (source === 'registry') checkPlace(event, arn);
  if (arn.version === null)
    throw new InvalidError(
      'Unversioned',
      `\`${arn.arn}\` has no version: unversioned model packages have no approval status`,
    );
  const updatedFields = fieldsOf(detail['UpdatedModelPackageFields']);
  return {
    arn,
    status: statusOf(detail['ModelApprovalStatus']),
    modifiedAt: latestOf(detail['LastModifiedTime']),
    creationTime: timeIn(detail['CreationTime'] ?? detail['creationTime']),
    updatedFields,
    source,
    reason: source === 'lookAgain' ? textOf(detail['reason']).slice(0, LONGEST_REASON) || null : null,
    // The 2021 form has no list of fields, and a stage may be in it all the same.
    namesLifeCycle: updatedFields?.includes('modellifecycle') ?? detail['ModelLifeCycle'] !== undefined,
    decision: ownDecision(updatedFields, detail['ApprovalDescription']),
  };
}

/** A source that is missing is let pass where the detail-type is AWS's (hand-written events); one that is wrong is not. */
function sourceOf(event: Members): Hint['source'] {
  const name = event['source'] ?? 'aws.sagemaker';
  if (name !== 'aws.sagemaker' && name !== 'modelgate') {
    throw new InvalidError('WrongSource', `source is \`${shown(name)}\`; expected aws.sagemaker or modelgate`);
  }
  const { detailType, source } = SOURCES[name];
  if (event['detail-type'] !== detailType) {
    throw new InvalidError(
      'WrongDetailType',
      `detail-type is \`${shown(event['detail-type'])}\`; expected \`${detailType}\` from ${name}`,
    );
  }
  return source;
}

function arnOf(event: Members, detail: Members): ModelPackageArn {
  const [first] = listOf(event['resources']);
  const text = textOf(detail['ModelPackageArn']) || textOf(detail['modelPackageArn']) || textOf(first);
  if (text === '')
    throw new InvalidError('NoArn', 'neither detail.ModelPackageArn nor resources[0] names a model package');
  return parseModelPackageArn(text);
}

/** SageMaker emits in the account and region that own the group; anything else is made up. */
function checkPlace(event: Members, arn: ModelPackageArn): void {
  for (const name of ['account', 'region'] as const) {
    const said = event[name];
    if (said === undefined || said === arn[name]) continue;
    throw new InvalidError(
      'WrongAccount',
      `the event's ${name} is \`${shown(said)}\`, but \`${arn.arn}\` is of ${arn[name]}`,
    );
  }
}

/**
 * Metadata keys stay when a person writes afterwards, so `modelgate:decision` alone proves nothing. A description that was
 * changed by this very update and ends with our id does.
 */
const ownDecision = (updatedFields: readonly string[] | null, approvalDescription: unknown): string | null =>
  updatedFields?.includes('approvaldescription') ? markerInDescription(textOf(approvalDescription)) : null;

/** AWS's events cut times to whole seconds, Describe does not: the change may be as late as the end of that second. */
function latestOf(value: unknown): number | null {
  const time = timeIn(value);
  return time !== null && time % 1000 === 0 ? time + 999 : time;
}

/** ISO text, or epoch seconds or milliseconds as number or text: SageMaker's sibling events use each. Null for anything else. */
function timeIn(value: unknown): number | null {
  const isText = typeof value === 'string';
  const number = isText && /^\d+(?:\.\d+)?$/u.test(value) ? Number(value) : value;
  if (typeof number === 'number') {
    // 1e11 seconds is the year 5138, 1e11 milliseconds is 1973, long before SageMaker.
    const time = Math.round(number < 1e11 ? number * 1000 : number);
    return Number.isSafeInteger(time) && time > 0 ? time : null;
  }
  const time = isText && /^\d{4}-\d\d-\d\d/u.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? null : time;
}

const statusOf = (value: unknown): ApprovalStatus | null =>
  value === 'Approved' || value === 'Rejected' || value === 'PendingManualApproval' ? value : null;

const fieldsOf = (value: unknown): readonly string[] | null =>
  Array.isArray(value) ? value.filter((name) => typeof name === 'string').map((name) => name.toLowerCase()) : null;

const shown = (value: unknown): string => (typeof value === 'string' ? value.slice(0, 60) : typeof value);
