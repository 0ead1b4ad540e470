// The main use case: a whole batch of hints in, each package version looked at, decided and carried out, settled results out.
import { InvalidError, NotYetError } from '../errors.ts';
import type { QueueMessage, QueueUseCase } from '../handler.ts';
import { parseHint, type Hint } from '../hints.ts';
import { arnKey } from '../identity.ts';
import { placeOf } from './survey.ts';

/** A message that was understood, with its place in the batch. */
export type Heard = { readonly index: number; readonly message: QueueMessage; readonly hint: Hint };

/** Decides every package version of one account and region that the batch names. Answers by `arnKey`: done, or why not. */
export type DecidePlace = (
  heard: readonly Heard[],
  remaining: () => number,
) => Promise<ReadonlyMap<string, PromiseSettledResult<unknown>>>;

/** Seconds until a waiting message is seen again: short at first, so that a race costs little; then long enough to outlive a lease. */
const backOff = (receiveCount: number): number => 2 * 3 ** Math.max(0, receiveCount - 1);

/** Makes the queue's use case. `decidePlace` gets one account and region at a time; a place that fails does not touch the others. */
export function makeDecideBatch(decidePlace: DecidePlace): QueueUseCase {
  return async (messages, remaining) => {
    const results: PromiseSettledResult<unknown>[] = messages.map(() => ({ status: 'fulfilled', value: undefined }));
    const heard = messages.map((message, index) => hear(message, index, results)).filter((one) => one !== null);
    const places = [...Map.groupBy(heard, ({ hint }) => placeOf(hint.arn)).values()];
    await Promise.all(
      places.map(async (ofPlace) => {
        const answers = await decidePlace(ofPlace, remaining).catch((reason: unknown) => allFailed(ofPlace, reason));
        for (const { index, message, hint } of ofPlace)
          results[index] = patient(answers.get(arnKey(hint.arn)), message);
      }),
    );
    return results;
  };
}

function hear(message: QueueMessage, index: number, results: PromiseSettledResult<unknown>[]): Heard | null {
  try {
    return { index, message, hint: parseHint(message.body) };
  } catch (reason) {
    results[index] = { status: 'rejected', reason };
    return null;
  }
}

const allFailed = (heard: readonly Heard[], reason: unknown): ReadonlyMap<string, PromiseSettledResult<unknown>> =>
  new Map(heard.map(({ hint }) => [arnKey(hint.arn), { status: 'rejected', reason }]));

/** A wait is asked for in small steps: the message mostly finds the other worker done long before its lease is over. */
function patient(
  result: PromiseSettledResult<unknown> | undefined,
  message: QueueMessage,
): PromiseSettledResult<unknown> {
  if (result?.status === 'fulfilled') return result;
  const reason: unknown = result?.reason ?? new InvalidError('NoAnswer', 'the package was not answered for');
  if (!(reason instanceof NotYetError) || reason.isExact) return { status: 'rejected', reason };
  const seconds = Math.min(reason.retryAfter, backOff(message.receiveCount));
  return { status: 'rejected', reason: new NotYetError(reason.message, seconds, { cause: reason }) };
}
