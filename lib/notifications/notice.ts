// An event of the bus modelgate as this room reads it: which package, which review, and the few texts it tells by itself.
import { InvalidError } from '../errors.ts';
import type { PackageEvent } from '../events.ts';
import { listOf, membersOf, textOf, type Members } from '../members.ts';
import type { Verdict } from '../policy/policy.ts';

/** `texts` are sentences of the event itself; everything else is read again from the ledger. */
export type Notice = {
  readonly detailType: PackageEvent['detailType'];
  readonly eventId: string;
  readonly identity: string;
  readonly group: string;
  readonly account: string;
  readonly reviewId: string | null;
  readonly decisionId: string | null;
  readonly verdict: Verdict | null;
  readonly texts: readonly string[];
};

/** A locked door or a switched mode is about no package: an alarm and the customer's own rules tell of it. */
type Told = PackageEvent['detailType'];

/** Every event of ours that somebody may have to be told of; the record has to name each one. */
const KNOWN: Readonly<Record<Told, true>> = {
  'Model Package Decision Made': true,
  'Model Package Review Requested': true,
  'Model Package Review Answered': true,
  'Model Package Review Closed': true,
  'Model Package Review Reminder Due': true,
  'Model Package Approval Bypassed': true,
  'Model Package Approval Drifted': true,
  'Model Package Registered': true,
  'Model Package Registration Failed': true,
  'Project Update Started': true,
  'Project Update Finished': true,
  'Project Update Failed': true,
};
const isKnown = (name: string): name is Told => Object.hasOwn(KNOWN, name);

/** An event of ours. Throws InvalidError where it can never be one. */
export function readNotice(event: Members): Notice {
  const detail = membersOf(event['detail']);
  const subject = membersOf(detail['subject']);
  const detailType = textOf(event['detail-type']);
  if (event['source'] !== 'modelgate') throw new InvalidError('WrongSource', 'the source is not modelgate');
  if (!isKnown(detailType))
    throw new InvalidError('WrongDetailType', `nobody is told of \`${detailType.slice(0, 80)}\``);
  const eventId = textOf(detail['eventId']);
  const identity = textOf(subject['identity']);
  if (!/^[0-9a-f]{64}$/u.test(eventId)) throw new InvalidError('NoEventId', 'detail.eventId is not 64 hex characters');
  if (!/^[a-z-]{1,20}:\d{12}:[a-z0-9-]{1,32}:[a-z0-9-]{1,63}:\d{0,9}:\d{1,16}$/u.test(identity))
    throw new InvalidError('NoIdentity', 'detail.subject.identity names no model package');
  const decision = membersOf(detail['decision']);
  return {
    detailType,
    eventId,
    identity,
    group: textOf(subject['modelPackageGroupName']),
    account: textOf(subject['account']),
    reviewId: idOf(detail['reviewId']),
    decisionId: idOf(decision['decisionId'] ?? detail['decisionId']),
    verdict: (decision['verdict'] as Verdict | undefined) ?? null,
    texts: textsOf(detail),
  };
}

function textsOf(detail: Members): readonly string[] {
  const project = textOf(membersOf(detail['project'])['projectName']);
  const target = membersOf(detail['target']);
  const place = textOf(target['account']);
  const person = textOf(detail['person']);
  return [
    project === '' ? '' : `Project ${project}`,
    place === ''
      ? ''
      : `Group ${textOf(target['modelPackageGroupName'])} in account ${place}, ${textOf(target['region'])}`,
    person === '' ? '' : `${person}: ${textOf(detail['comment'])}`,
    textOf(detail['message']),
    textOf(detail['fix']),
    ...listOf(detail['reasons']).map(textOf),
  ].filter((one) => one !== '');
}

const idOf = (value: unknown): string | null =>
  typeof value === 'string' && /^[A-Za-z0-9_-]{1,128}$/u.test(value) ? value : null;
