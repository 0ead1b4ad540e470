// The action nonce of a form: one answer of one person to one review, on the evidence shown. Pure; using it up is the store's part.
import { MINUTE } from '../times.ts';
import type { AnswerChoice } from '../visitor.ts';
import { keyOf, macOf, sameBytes, type SigningKey, type SigningKeys } from './signing-keys.ts';

/** What a nonce is good for, and nothing else. */
export type NonceScope = {
  readonly reviewId: string;
  readonly personId: string;
  readonly choice: AnswerChoice;
  readonly packageDigest: string;
  /** Fingerprint of the session it was shown in. */
  readonly session: string;
};

/** Milliseconds. */
export const NONCE_LIFETIME = 10 * MINUTE;
// Another instance may have issued it by a clock that is ahead (RELIABILITY: 60 s on issue time, none on single use).
const CLOCK_LEEWAY = MINUTE;

const FORM = /^v1\.([0-9a-f]{8})\.([0-9a-z]{1,11})\.([0-9a-f]{32})\.([0-9a-f]{64})$/u;

const partsOf = (scope: NonceScope, keyId: string, expiry: string, random: string): readonly string[] => [
  'modelgate answer v1',
  scope.reviewId,
  scope.personId,
  scope.choice,
  scope.packageDigest,
  scope.session,
  expiry,
  keyId,
  random,
];

/** A new nonce. `random` is 32 hex characters, new for each. */
export function issueNonce(key: SigningKey, scope: NonceScope, now: number, random: string): string {
  const expiry = (now + NONCE_LIFETIME).toString(36);
  return `v1.${key.id}.${expiry}.${random}.${macOf(key, partsOf(scope, key.id, expiry, random)).toString('hex')}`;
}

/** Why a nonce is not accepted; for the log, never for the page. */
export type NonceFault = 'malformed' | 'unknownKey' | 'expired' | 'tooLong' | 'wrongMac';

/** Null where the nonce is good for exactly this scope now. */
export function nonceFault(keys: SigningKeys, nonce: string, scope: NonceScope, now: number): NonceFault | null {
  const [, keyId = '', expiry = '', random = '', mac = ''] = FORM.exec(nonce) ?? [];
  if (mac === '') return 'malformed';
  const key = keyOf(keys, keyId);
  if (!key) return 'unknownKey';
  const expiresAt = Number.parseInt(expiry, 36);
  if (!sameBytes(macOf(key, partsOf(scope, keyId, expiry, random)), Buffer.from(mac, 'hex'))) return 'wrongMac';
  if (now >= expiresAt) return 'expired';
  return expiresAt > now + NONCE_LIFETIME + CLOCK_LEEWAY ? 'tooLong' : null;
}
