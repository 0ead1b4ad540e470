// Slack's request signature, version v0, over the raw bytes. Pure. Source: https://api.slack.com/authentication/verifying-requests-from-slack
import { createHmac } from 'node:crypto';
import { sameBytes } from './signing-keys.ts';

/** Seconds that a stamp may be off, in both directions: one from the future could be replayed later. */
const MOST_SKEW = 5 * 60;

export type SlackSignatureFault = 'noSignature' | 'stampTooOld' | 'stampInFuture' | 'wrongSignature';

/** Null where the body was signed with this secret at a time near `now` (milliseconds). */
export function slackSignatureFault(
  secret: string,
  headers: Headers,
  body: Buffer,
  now: number,
): SlackSignatureFault | null {
  const stamp = headers.get('x-slack-request-timestamp') ?? '';
  const [, given = ''] = /^v0=([0-9a-f]{64})$/u.exec(headers.get('x-slack-signature') ?? '') ?? [];
  if (given === '' || !/^\d{1,12}$/u.test(stamp)) return 'noSignature';
  const expected = createHmac('sha256', secret).update(`v0:${stamp}:`).update(body).digest();
  if (!sameBytes(expected, Buffer.from(given, 'hex'))) return 'wrongSignature';
  const age = now / 1000 - Number(stamp);
  if (age > MOST_SKEW) return 'stampTooOld';
  return age < -MOST_SKEW ? 'stampInFuture' : null;
}
