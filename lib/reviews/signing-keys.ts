// The keys that nonces and codes are signed with: the current one signs, the previous one is still valid while a rotation settles.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { InvalidError } from '../errors.ts';

/** One key. The id is made from the key, so that both always fit each other. */
export type SigningKey = { readonly id: string; readonly secret: Buffer };

export type SigningKeys = { readonly current: SigningKey; readonly previous: SigningKey | null };

/** Reads the keys from where they are kept. Throws where they can't be read: then no token is issued and none is accepted. */
export type ReadSigningKeys = () => Promise<SigningKeys>;

/** Less than this can be guessed. */
const FEWEST_CHARACTERS = 32;

/** A key from the text of its secret. Throws InvalidError for a text under 32 characters. */
export function signingKey(text: string): SigningKey {
  if (text.length < FEWEST_CHARACTERS) {
    throw new InvalidError(
      'WeakSigningKey',
      `the signing key has ${text.length} characters; expected at least ${FEWEST_CHARACTERS} random ones: openssl rand -hex 32`,
    );
  }
  const secret = Buffer.from(text, 'utf8');
  return { id: createHash('sha256').update('key id').update(secret).digest('hex').slice(0, 8), secret };
}

/** HMAC-SHA256 over the parts; each is preceded by its length, so that none can pass for the end of another. */
export function macOf(key: SigningKey, parts: readonly string[]): Buffer {
  const mac = createHmac('sha256', key.secret);
  for (const part of parts) mac.update(`${Buffer.byteLength(part)}:`).update(part);
  return mac.digest();
}

/** The key of that id; null where it is neither the current nor the previous one. */
export const keyOf = ({ current, previous }: SigningKeys, id: string): SigningKey | null =>
  current.id === id ? current : previous?.id === id ? previous : null;

/** Whether both are the same bytes, in a time that does not tell where they differ. */
export const sameBytes = (a: Buffer, b: Buffer): boolean => a.length === b.length && timingSafeEqual(a, b);

/** Under which a secret value is known in the ledger: whoever reads the table can't use it. */
export const fingerprint = (value: string): string => createHash('sha256').update(value).digest('hex');
