// Execution environments of one function: worker threads kept warm, one invocation each, thrown away when they overrun or die.
import type { FunctionSetup, LogLine, Outcome, Thread } from './thread.ts';
import type { Threads } from './threads.ts';

export type { FunctionSetup, LogLine, Outcome } from './thread.ts';

export type Environments = {
  /** Runs one invocation in a free environment, or a new one. Never rejects. */
  readonly invoke: (event: unknown) => Promise<Outcome>;
  /** Ends the idle ones now and the busy ones after their invocation; what comes next runs with this environment. */
  readonly recycle: (environment: Readonly<Record<string, string>>) => Promise<void>;
  readonly running: () => number;
  /** Ends the busy ones where they stand, as Lambda does with an environment that breaks: their invocations fail. */
  readonly kill: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

/** Environments for one function, created on demand in threads of the process. */
export function makeEnvironments(
  threads: Threads,
  setup: FunctionSetup,
  firstEnvironment: Readonly<Record<string, string>>,
  onLog: (line: LogLine) => void,
): Environments {
  let environment = firstEnvironment;
  let generation = 0;
  const free: { thread: Thread; generation: number }[] = [];
  const busy = new Set<Thread>();

  /** The newest free one that still lives. */
  const take = (): { thread: Thread; generation: number } => {
    for (let slot = free.pop(); slot; slot = free.pop()) if (!slot.thread.isDead()) return slot;
    return { thread: threads.take({ setup, environment, onLog }), generation };
  };
  const over = ({ thread }: { thread: Thread }): Promise<void> => threads.giveBack(thread, setup);
  const endFree = async (): Promise<void> => void (await Promise.all(free.splice(0).map(over)));
  const kill = async (): Promise<void> => void (await Promise.all([...busy].map((thread) => thread.end())));
  return {
    invoke: async (event) => {
      const slot = take();
      busy.add(slot.thread);
      const outcome = await slot.thread.run(event);
      busy.delete(slot.thread);
      if (slot.generation === generation) free.push(slot);
      else await over(slot);
      return outcome;
    },
    recycle: (next) => {
      environment = next;
      generation += 1;
      return endFree();
    },
    running: () => busy.size,
    kill,
    stop: async () => {
      generation += 1;
      await Promise.all([kill(), endFree()]);
    },
  };
}
