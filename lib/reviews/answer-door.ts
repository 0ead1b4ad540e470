// An answer posted from a page: one choice, one nonce, used once.
import type { AnswerChoice } from '../visitor.ts';
import type { Clock, NewToken } from '../ports.ts';
import type { DoorStore } from '../people-ports.ts';
import type { AnswerOutcome, AnswerReview, GivenAnswer } from './answering.ts';
import { useOnce } from './door-memory.ts';
import { issueNonce, NONCE_LIFETIME, nonceFault, type NonceFault } from './nonce.ts';
import type { Session } from './sessions.ts';
import { fingerprint, type ReadSigningKeys } from './signing-keys.ts';

const CHOICES: readonly AnswerChoice[] = ['Approve', 'Reject', 'Withdraw'];

/** The fields that such a form may have. */
export const ANSWER_FIELDS = ['comment', 'digest', ...CHOICES];

export type AnswerDoorPorts = {
  readonly store: DoorStore;
  readonly readKeys: ReadSigningKeys;
  readonly clock: Clock;
  readonly newToken: NewToken;
  readonly answer: AnswerReview;
  /** Waits between two tries while the package is being written; milliseconds. */
  readonly pause: (milliseconds: number) => Promise<void>;
};

export type PostedAnswer =
  | { readonly kind: 'answered'; readonly outcome: AnswerOutcome }
  /** The nonce had been used: a double click. Nothing happens again. */
  | { readonly kind: 'usedBefore' }
  | { readonly kind: 'refused'; readonly fault: NonceFault | 'notOneChoice' | 'noSigningKey' };

/** How often an answer is tried while its package is being written, and the pause between. */
const TRIES = 5;
const PAUSE = 400;

/** Handles the fields of one form, already known to come from an own page of this session. */
export function makeAnswerDoor(ports: AnswerDoorPorts) {
  return async (reviewId: string, session: Session, fields: ReadonlyMap<string, string>): Promise<PostedAnswer> => {
    const [choice, ...more] = CHOICES.filter((one) => fields.has(one));
    const packageDigest = fields.get('digest') ?? '';
    if (!choice || more.length > 0 || packageDigest === '') return { kind: 'refused', fault: 'notOneChoice' };
    const nonce = fields.get(choice) ?? '';
    const scope = { reviewId, personId: session.personId, choice, packageDigest, session: session.id };
    const keys = await ports.readKeys().catch(() => null);
    if (!keys) return { kind: 'refused', fault: 'noSigningKey' };
    const fault = nonceFault(keys, nonce, scope, ports.clock());
    if (fault) return { kind: 'refused', fault };
    const isFirst = await useOnce(ports.store, `NONCE#${fingerprint(nonce)}`, ports.clock() + 2 * NONCE_LIFETIME);
    if (!isFirst) return { kind: 'usedBefore' };
    const comment = fields.get('comment') ?? '';
    const claimed = session.claimedGroups && { claimedGroups: session.claimedGroups };
    const given = { reviewId, personId: session.personId, choice, comment, door: 'Page', packageDigest } as const;
    return { kind: 'answered', outcome: await answerPatiently(ports, { ...given, ...claimed }) };
  };
}

async function answerPatiently(ports: AnswerDoorPorts, given: GivenAnswer): Promise<AnswerOutcome> {
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await ports.answer(given);
    const isBusy = outcome.outcome === 'refused' && outcome.reason === 'beingApplied';
    if (!isBusy || attempt === TRIES) return outcome;
    await ports.pause(PAUSE);
  }
}

/** Nonces for the forms of one review in this session; null where the signing key can't be read. */
export function makeIssueNonces({ readKeys, clock, newToken }: AnswerDoorPorts) {
  return async (
    session: Session,
    reviewId: string,
    packageDigest: string,
  ): Promise<Readonly<Record<AnswerChoice, string>> | null> => {
    const keys = await readKeys().catch(() => null);
    if (!keys) return null;
    const issue = (choice: AnswerChoice): string => {
      const scope = { reviewId, personId: session.personId, choice, packageDigest, session: session.id };
      return issueNonce(keys.current, scope, clock(), newToken());
    };
    return { Approve: issue('Approve'), Reject: issue('Reject'), Withdraw: issue('Withdraw') };
  };
}
