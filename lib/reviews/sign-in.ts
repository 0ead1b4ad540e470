// Signing in by a six-digit code that is sent to the directory's address.
import type { Person, ReviewerDirectory } from '../policy/directory.ts';
import type { Clock, NewToken } from '../ports.ts';
import type { DoorStore, Mail, MailMessage } from '../people-ports.ts';
import { changeItem } from './door-memory.ts';
import {
  CODE_LIFETIME,
  isLocked,
  NO_TRIES,
  TRIES_KEPT,
  withCode,
  withTry,
  withWrongTry,
  type Attempt,
  type PersonTries,
} from './sign-in-rules.ts';
import { fingerprint, keyOf, macOf, sameBytes, type ReadSigningKeys, type SigningKey } from './signing-keys.ts';

/** What signing in asks of the outside. */
export type SignInPorts = {
  readonly store: DoorStore;
  readonly mail: Mail;
  readonly readKeys: ReadSigningKeys;
  readonly clock: Clock;
  readonly newToken: NewToken;
  /** Six digits, all codes equally likely. */
  readonly newCode: () => string;
  readonly directory: ReviewerDirectory;
  /** People whose authority was taken away: for them there is no door either. */
  readonly isRevoked: (personId: string) => Promise<boolean>;
  /** Told once when the tenth wrong try of a day shuts the door. */
  readonly onLocked: (person: Person, lockedUntil: number) => Promise<void>;
  /** Where the pages are, for the mail. */
  readonly pagesUrl: string;
};

/** Why there is no code or no session; for the log, never for the page. */
type SignInFault =
  | 'unknownAddress'
  | 'revoked'
  | 'tooManyCodes'
  | 'noSigningKey'
  | 'notSent'
  | 'noAttempt'
  | 'overOrUsed'
  | 'wrongCode'
  | 'locked';

export type SignIn = {
  /** Sends a code. The answer is an attempt id for the browser, whether there is such a person or not; `fault` is for the log. */
  readonly requestCode: (email: string) => Promise<{ attemptId: string; fault: SignInFault | null; cause?: unknown }>;
  /** The person whose code it is, or why not. */
  readonly checkCode: (
    attemptId: string,
    code: string,
  ) => Promise<{ readonly person: Person } | { readonly fault: SignInFault }>;
};

const attemptKey = (attemptId: string): string => `CODE#${fingerprint(attemptId)}`;
const triesKey = (personId: string): string => `TRIES#${personId}`;
const codeMac = (key: SigningKey, attemptId: string, code: string): Buffer =>
  macOf(key, ['modelgate code v1', attemptId, code]);

/** Sign-in by code. */
export function makeSignIn(ports: SignInPorts): SignIn {
  const { store, directory, clock, newToken } = ports;
  const personOf = (email: string): Person | undefined =>
    directory.people.find((person) => person.email.toLowerCase() === email.trim().toLowerCase());
  const send = async (person: Person, attemptId: string): Promise<SignInFault | null> => {
    const now = clock();
    const { current } = await ports.readKeys();
    const isAllowed = await changeItem<PersonTries, boolean>(store, triesKey(person.id), now, (tries) => {
      const next = withCode(tries ?? NO_TRIES, now);
      return { next, expiresAt: now + TRIES_KEPT, result: next !== null };
    });
    if (!isAllowed) return 'tooManyCodes';
    const code = ports.newCode();
    const mac = codeMac(current, attemptId, code).toString('hex');
    const expiresAt = now + CODE_LIFETIME;
    const attempt: Attempt = { personId: person.id, keyId: current.id, mac, expiresAt, tries: 0, isUsed: false };
    await store.write({ key: attemptKey(attemptId), version: 1, value: JSON.stringify(attempt), expiresAt });
    await ports.mail.send(codeMail(person, code, ports.pagesUrl));
    return null;
  };
  return {
    async requestCode(email) {
      const attemptId = newToken();
      const person = personOf(email);
      if (!person) return { attemptId, fault: 'unknownAddress' };
      if (await ports.isRevoked(person.id)) return { attemptId, fault: 'revoked' };
      try {
        return { attemptId, fault: await send(person, attemptId) };
      } catch (cause) {
        return { attemptId, fault: 'notSent', cause };
      }
    },
    checkCode: (attemptId, code) => checkCode(ports, attemptId, code),
  };
}

async function checkCode(
  ports: SignInPorts,
  attemptId: string,
  code: string,
): Promise<{ readonly person: Person } | { readonly fault: SignInFault }> {
  const { store, clock } = ports;
  const now = clock();
  const tried = await changeItem<Attempt, Attempt | 'noAttempt' | 'overOrUsed'>(
    store,
    attemptKey(attemptId),
    now,
    (attempt) => {
      const next = attempt && withTry(attempt, now);
      return { next, expiresAt: next?.expiresAt ?? now, result: next ?? (attempt ? 'overOrUsed' : 'noAttempt') };
    },
  );
  if (typeof tried === 'string') return { fault: tried };
  const person = ports.directory.people.find(({ id }) => id === tried.personId);
  if (!person || (await ports.isRevoked(person.id))) return { fault: 'revoked' };
  const key = keyOf(await ports.readKeys(), tried.keyId);
  const isRight = key !== null && sameBytes(codeMac(key, attemptId, code), Buffer.from(tried.mac, 'hex'));
  if (!isRight) return noteWrong(ports, person, now);
  const tries = await store.read(triesKey(person.id));
  if (tries && isLocked(JSON.parse(tries.value) as PersonTries, now)) return { fault: 'locked' };
  return useAttempt(ports, attemptId, person, now);
}

/** Of two at the same instant with the same right code, one gets in. */
const useAttempt = (
  { store }: SignInPorts,
  attemptId: string,
  person: Person,
  now: number,
): Promise<{ readonly person: Person } | { readonly fault: SignInFault }> =>
  changeItem<Attempt, { readonly person: Person } | { readonly fault: SignInFault }>(
    store,
    attemptKey(attemptId),
    now,
    (attempt) =>
      attempt && !attempt.isUsed
        ? { next: { ...attempt, isUsed: true }, expiresAt: attempt.expiresAt, result: { person } }
        : { next: null, expiresAt: now, result: { fault: 'overOrUsed' } },
  );

async function noteWrong(ports: SignInPorts, person: Person, now: number): Promise<{ fault: SignInFault }> {
  const { lockedUntil, isNewlyLocked } = await changeItem<PersonTries, { lockedUntil: number; isNewlyLocked: boolean }>(
    ports.store,
    triesKey(person.id),
    now,
    (before) => {
      const { tries, isNewlyLocked: isNew } = withWrongTry(before ?? NO_TRIES, now);
      const expiresAt = Math.max(now + TRIES_KEPT, tries.lockedUntil);
      return { next: tries, expiresAt, result: { lockedUntil: tries.lockedUntil, isNewlyLocked: isNew } };
    },
  );
  if (isNewlyLocked) await ports.onLocked(person, lockedUntil);
  return { fault: 'wrongCode' };
}

const codeMail = (person: Person, code: string, pagesUrl: string): MailMessage => {
  const [host] = pagesUrl.replace(/^https?:\/\//u, '').split('/');
  return {
    to: person.email,
    subject: `${code} is your modelgate code`,
    text: `${code}\n\nType it on ${host}, in the browser that asked for it. It is good for ten minutes.\nNobody asked? Then do nothing: without this code nobody gets in.\n`,
    html: `<!doctype html><html lang="en"><body style="font:16px/1.5 system-ui,sans-serif"><p style="font-size:28px;letter-spacing:.2em"><b>${code}</b></p><p>Type it on ${host}, in the browser that asked for it. It is good for ten minutes.</p><p>Nobody asked? Then do nothing: without this code nobody gets in.</p></body></html>`,
  };
};
