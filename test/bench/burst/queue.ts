// A queue in virtual time, and an event source mapping that gathers batches from it as Lambda does: full ones, or what its window brought.
import type { VirtualWorld } from './registry.ts';

export type QueuedMessage = { readonly id: string; readonly body: string; receives: number };

export type Mapping = {
  readonly batchSize: number;
  /** Milliseconds that a batch is gathered for at most. */
  readonly window: number;
  readonly atOnce: () => number;
  readonly mostReceives: number;
  /** Milliseconds until each message that failed comes back; null: done. */
  readonly work: (batch: readonly QueuedMessage[]) => Promise<readonly (number | null)[]>;
};

export type Queue = {
  readonly send: (body: string) => void;
  readonly deadLetters: () => number;
  readonly deliveries: () => number;
  /** Milliseconds that functions were at work, all added up. */
  readonly busy: () => number;
  /** Runs the agenda until no message is left or on its way; resolves with the milliseconds it took. */
  readonly drain: () => Promise<number>;
};

/** Makes a queue with its mapping. */
export function makeQueue(world: VirtualWorld, mapping: Mapping): Queue {
  const { schedule, after } = world;
  const visible: { readonly message: QueuedMessage; readonly since: number }[] = [];
  const state = { sent: 0, running: 0, hidden: 0, deadLetters: 0, deliveries: 0, busy: 0, endedAt: 0, isArmed: false };

  const show = (message: QueuedMessage): void => {
    visible.push({ message, since: schedule.now() });
    pump();
  };
  const hide = (message: QueuedMessage, milliseconds: number): void => {
    if (message.receives >= mapping.mostReceives) {
      state.deadLetters += 1;
      return;
    }
    state.hidden += 1;
    schedule.at(schedule.now() + milliseconds, () => {
      state.hidden -= 1;
      show(message);
    });
  };
  const deliver = async (batch: readonly QueuedMessage[]): Promise<void> => {
    for (const message of batch) message.receives += 1;
    const began = schedule.now();
    const answers = await mapping.work(batch);
    state.busy += schedule.now() - began;
    state.running -= 1;
    state.endedAt = schedule.now();
    for (const [index, message] of batch.entries()) {
      const milliseconds = answers[index];
      if (typeof milliseconds === 'number') hide(message, milliseconds);
    }
    pump();
  };
  const isReady = (): boolean => {
    const [first] = visible;
    return (
      first !== undefined && (visible.length >= mapping.batchSize || schedule.now() >= first.since + mapping.window)
    );
  };
  function pump(): void {
    while (isReady() && state.running < mapping.atOnce()) {
      state.running += 1;
      state.deliveries += 1;
      schedule.stir();
      void deliver(visible.splice(0, mapping.batchSize).map(({ message }) => message));
    }
    const [first] = visible;
    // One alarm, for the window of the oldest.
    if (!first || isReady() || state.isArmed) return;
    state.isArmed = true;
    schedule.at(first.since + mapping.window, () => {
      state.isArmed = false;
      pump();
    });
  }
  return {
    send: (body) => show({ id: String(++state.sent), body, receives: 0 }),
    deadLetters: () => state.deadLetters,
    deliveries: () => state.deliveries,
    busy: () => state.busy,
    async drain() {
      while (visible.length + state.running + state.hidden > 0) {
        // Lambda adds pollers while a queue is long: `atOnce` is asked again every second.
        void after(1_000);
        pump();
        await schedule.runUntil(schedule.now() + 1_000);
      }
      return state.endedAt;
    },
  };
}
