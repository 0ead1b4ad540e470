// The one registry write of a claimed revision: status, description and marker in one call, signed in the send window on a fresh look.
import { NotYetError } from '../errors.ts';
import { clientTokenOf } from '../ledger/entries.ts';
import type { Head } from '../ledger/head.ts';
import { LEASE, LIMITS, latestSigning } from '../ledger/limits.ts';
import type { Look } from '../ledger/look.ts';
import { isStillWanted } from '../ledger/plan.ts';
import { type RegistryUpdate, ThrottledError, UnansweredError } from '../ports.ts';
import { patiently, pauseAfter } from './patiently.ts';
import type { SettleArgs, SettlePortsFull } from './settle-package.ts';

const LEASE_SECONDS = LEASE / 1000;
/** Throttling is a definite no, so the same claim may send again; after this many the message is handed back. */
const THROTTLED_SENDS = 5;

/**
 * Sends one UpdateModelPackage and returns when it has landed. After no answer nothing is sent again: one look, and where our marker
 * is missing NotYetError leaves HEAD alone until its lease is over. Throws ThrottledError after five refusals.
 */
export async function writeRegistry(
  ports: SettlePortsFull,
  args: SettleArgs,
  head: Head,
  update: Omit<RegistryUpdate, 'clientToken'>,
  firstLook: Look,
): Promise<void> {
  const { clock, sleep, stack } = ports;
  const request = { ...update, clientToken: clientTokenOf(stack, head.identity, head.revision) };
  let seen = firstLook;
  const isStale = () => clock() - seen.lookedAt > LIMITS.freshness;
  // Asked right before the signature; nothing may be awaited after it.
  const maySign = () => !isStale() && clock() <= latestSigning(head);
  for (let attempt = 1; ; attempt++) {
    if (isStale()) {
      const again = await lookAgain(sleep, args, head);
      if (again === 'landed') return;
      seen = again;
    }
    if (!maySign()) throw new NotYetError(`too late to write decision ${head.decisionId}`, LEASE_SECONDS);
    try {
      await ports.update(request, maySign);
      return;
    } catch (error) {
      if (error instanceof UnansweredError) return confirmLanded(sleep, args, head, error);
      if (!(error instanceof ThrottledError) || attempt === THROTTLED_SENDS) throw error;
      await sleep(pauseAfter(attempt));
    }
  }
}

/** A new look before the write: the marker of this very decision means it has landed. Throws NotYetError where what it rests on has changed. */
async function lookAgain(sleep: SettlePortsFull['sleep'], args: SettleArgs, head: Head): Promise<Look | 'landed'> {
  const seen = await patiently(sleep, () => args.look(head));
  if (seen?.marker === head.decisionId) return 'landed';
  if (seen && isStillWanted(head, seen)) return seen;
  throw new NotYetError(
    `${head.modelPackageArn} changed while decision ${head.decisionId} was being written`,
    LEASE_SECONDS,
  );
}

async function confirmLanded(
  sleep: SettlePortsFull['sleep'],
  args: SettleArgs,
  head: Head,
  cause: Error,
): Promise<void> {
  if ((await lookAgain(sleep, args, head)) === 'landed') return;
  throw new NotYetError(`no answer to the write of decision ${head.decisionId}`, LEASE_SECONDS, { cause });
}
