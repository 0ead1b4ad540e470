// A decision as the terminal shows it, read from the event that the gate published on its bus.
import { isObject, textOf } from '../json-object.ts';

/** One decision event, as far as it is printed. `milliseconds` from the registration event to this one; null where that was not seen. */
export type Seen = {
  readonly arn: string;
  readonly group: string;
  readonly version: number | null;
  readonly account: string;
  readonly region: string;
  readonly verdict: string;
  readonly origin: string;
  readonly registry: string | null;
  readonly reasons: readonly string[];
  readonly decisionId: string;
  readonly at: number;
  readonly milliseconds: number | null;
};

/** Reads the detail of `Model Package Decision Made`; null where it is not one. `now` in milliseconds; `registered` tells when an ARN was first heard of. */
export function readSeen(detail: unknown, now: number, registered: ReadonlyMap<string, number>): Seen | null {
  if (!isObject(detail)) return null;
  const { subject, decision } = detail;
  if (!isObject(subject) || !isObject(decision)) return null;
  const version = subject['modelPackageVersion'];
  const reasons = decision['reasons'];
  const arn = textOf(subject['modelPackageArn']);
  const since = registered.get(arn);
  return {
    arn,
    group: textOf(subject['modelPackageGroupName']),
    version: typeof version === 'number' ? version : null,
    account: textOf(subject['account']),
    region: textOf(subject['region']),
    verdict: textOf(decision['verdict']),
    origin: textOf(decision['origin']) || 'Gate',
    registry: typeof subject['approvalStatus'] === 'string' ? subject['approvalStatus'] : null,
    reasons: Array.isArray(reasons) ? reasons.filter((reason) => typeof reason === 'string') : [],
    decisionId: textOf(decision['decisionId']),
    at: now,
    milliseconds: since === undefined ? null : Math.max(0, Math.round(now - since)),
  };
}

/** `churn-winback v8`, with the account where it is not the gate's own. */
export const nameOf = (seen: Pick<Seen, 'group' | 'version' | 'account'>, ownAccount: string): string =>
  `${seen.group}${seen.version === null ? '' : ` v${seen.version}`}${seen.account === ownAccount ? '' : ` (${seen.account})`}`;

/** The sentence why: the first reason, and how many more there are. */
export function whyOf(seen: Pick<Seen, 'reasons' | 'verdict'>): string {
  const [first, ...more] = seen.reasons;
  if (first === undefined) return seen.verdict === 'NoOpinion' ? 'no policy matched' : 'no reason was recorded';
  return more.length === 0 ? first : `${first} (+${more.length} more)`;
}
