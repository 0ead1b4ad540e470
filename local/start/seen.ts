// A decision as the terminal shows it, read from the event that the gate published on its bus.

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

type Json = Readonly<Record<string, unknown>>;
const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const textOr = (value: unknown, other: string): string => (typeof value === 'string' ? value : other);

/** Reads the detail of `Model Package Decision Made`; null where it is not one. `now` in milliseconds; `registered` tells when an ARN was first heard of. */
export function readSeen(detail: unknown, now: number, registered: ReadonlyMap<string, number>): Seen | null {
  if (!isJson(detail)) return null;
  const { subject, decision } = detail;
  if (!isJson(subject) || !isJson(decision)) return null;
  const version = subject['modelPackageVersion'];
  const reasons = decision['reasons'];
  const arn = textOr(subject['modelPackageArn'], '');
  const since = registered.get(arn);
  return {
    arn,
    group: textOr(subject['modelPackageGroupName'], ''),
    version: typeof version === 'number' ? version : null,
    account: textOr(subject['account'], ''),
    region: textOr(subject['region'], ''),
    verdict: textOr(decision['verdict'], ''),
    origin: textOr(decision['origin'], 'Gate'),
    registry: typeof subject['approvalStatus'] === 'string' ? subject['approvalStatus'] : null,
    reasons: Array.isArray(reasons) ? reasons.filter((reason) => typeof reason === 'string') : [],
    decisionId: textOr(decision['decisionId'], ''),
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
