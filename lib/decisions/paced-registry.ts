// The registry as one batch may use it: every call waits for its turn, refusals for rate slow it down, reads without an answer are asked again.
import type { Pacer } from '../pacer.ts';
import { type Registry, type RegistryLists, ThrottledError, UnansweredError } from '../ports.ts';
import { pauseAfter, type Sleep } from './patiently.ts';

export type Pace = {
  readonly pacer: Pacer;
  readonly sleep: Sleep;
  /** A number from 0 up to 1: pauses between attempts are drawn, so that workers do not come back together. */
  readonly random: () => number;
  /** The last moment (ms) to begin a call; later ones throw NotYetError and the message goes back to the queue. */
  readonly until: () => number;
};

/** One turn of the write, taken before the look that the write rests on: a look that waits for its turn afterwards grows stale. */
type UpdateTurn = Pick<Registry, 'update'> & {
  /** Gives the turn back where nothing was written. */
  readonly release: () => void;
};

export type PacedRegistry = Registry & { readonly turnToUpdate: () => Promise<UpdateTurn> };

/** Attempts of a read that gets no answer. */
const TRIES = 3;

/** Wraps the registry of one account and region. Reads throw NotYetError where their turn comes too late. */
export function pacedRegistry(registry: Registry, place: string, pace: Pace): PacedRegistry {
  const keyOf = (operation: string): string => `${place}/${operation}`;
  const read = <T>(operation: string, ask: () => Promise<T>): Promise<T> => readPaced(pace, keyOf(operation), ask);
  return {
    batchDescribe: (arns) => read('BatchDescribeModelPackage', () => registry.batchDescribe(arns)),
    describe: (arn, options) => read('DescribeModelPackage', () => registry.describe(arn, options)),
    listApproved: (group, limit) => read('ListModelPackages', () => registry.listApproved(group, limit)),
    groupTags: (arn) => read('ListTags', () => registry.groupTags(arn)),
    update: async (request, maySign) => (await turnToUpdate(registry, place, pace)).update(request, maySign),
    turnToUpdate: () => turnToUpdate(registry, place, pace),
  };
}

/** Wraps the lists of one account and region. Reads throw NotYetError where their turn comes too late. */
export function pacedLists(lists: RegistryLists, place: string, pace: Pace): RegistryLists {
  const list = <T>(ask: () => Promise<T>): Promise<T> => readPaced(pace, `${place}/ListModelPackages`, ask);
  return {
    listPending: (nextToken, group) => list(() => lists.listPending(nextToken, group)),
    listVersions: (nextToken, group) => list(() => lists.listVersions(nextToken, group)),
    listChanged: (since, nextToken, group) =>
      readPaced(pace, `${place}/Search`, () => lists.listChanged(since, nextToken, group)),
  };
}

async function turnToUpdate(registry: Registry, place: string, { pacer, until }: Pace): Promise<UpdateTurn> {
  const key = `${place}/UpdateModelPackage`;
  await pacer.turn(key, until());
  let isUnused = true;
  return {
    async update(request, maySign) {
      // A second attempt needs a turn of its own.
      if (!isUnused) await pacer.turn(key, until());
      isUnused = false;
      await noted(pacer, key, registry.update(request, maySign));
    },
    release() {
      if (isUnused) pacer.giveBack(key);
      isUnused = false;
    },
  };
}

/** One read in its turn, asked again where it gets no answer. Throws NotYetError, ThrottledError, UnansweredError. */
export async function readPaced<T>(pace: Pace, key: string, ask: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; ) {
    await pace.pacer.turn(key, pace.until());
    try {
      return await noted(pace.pacer, key, ask());
    } catch (error) {
      // A refusal for rate has made the next turn later; it is no attempt.
      if (error instanceof ThrottledError) continue;
      if (!(error instanceof UnansweredError) || attempt === TRIES) throw error;
      await pace.sleep(pace.random() * 2 * pauseAfter(attempt));
      attempt += 1;
    }
  }
}

/** Tells the pacer how the call went. */
async function noted<T>(pacer: Pacer, key: string, call: Promise<T>): Promise<T> {
  try {
    const answer = await call;
    pacer.succeeded(key);
    return answer;
  } catch (error) {
    if (error instanceof ThrottledError) pacer.throttled(key);
    throw error;
  }
}
