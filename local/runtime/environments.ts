// Execution environments of one function: worker threads kept warm, one invocation each, thrown away when they overrun or die.
import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import { Worker } from 'node:worker_threads';

export type FunctionSetup = {
  readonly name: string;
  readonly arn: string;
  readonly file: string;
  readonly exportName: string;
  /** Seconds. */
  readonly timeout: number;
  readonly memory: number;
};
export type Outcome = { readonly outcome: 'ok'; readonly value: unknown } | { readonly outcome: 'error' | 'timeout'; readonly message: string };
/** One line that a function wrote to its output. */
export type LogLine = string;

export type Environments = {
  /** Runs one invocation in a free environment, or a new one. Never rejects. */
  readonly invoke: (event: unknown) => Promise<Outcome>;
  /** Ends the idle ones now and the busy ones after their invocation; what comes next runs with this environment. */
  readonly recycle: (environment: Readonly<Record<string, string>>) => Promise<void>;
  readonly running: () => number;
  readonly stop: () => Promise<void>;
};

type Slot = { readonly worker: Worker; readonly generation: number; died: string | null; answer: ((outcome: Outcome) => void) | null };

/** Environments for one function, created on demand. */
export function makeEnvironments(setup: FunctionSetup, firstEnvironment: Readonly<Record<string, string>>, onLog: (line: LogLine) => void): Environments {
  let environment = firstEnvironment;
  let generation = 0;
  let isStopped = false;
  let ids = 0;
  const free: Slot[] = [];
  const busy = new Set<Slot>();

  const start = (): Slot => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: setup, env: { ...environment }, stdout: true, stderr: true, resourceLimits: { maxOldGenerationSizeMb: setup.memory } });
    const slot: Slot = { worker, generation, died: null, answer: null };
    for (const stream of ['stdout', 'stderr'] as const) createInterface({ input: worker[stream] }).on('line', (text) => onLog(text));
    const die = (why: string): void => {
      slot.died ??= why;
      const index = free.indexOf(slot);
      if (index >= 0) free.splice(index, 1);
      slot.answer?.({ outcome: 'error', message: slot.died });
    };
    worker.on('error', (error) => die(`${error.name}: ${error.message}`));
    worker.on('exit', (code) => die(`the function's process ended with ${code}`));
    worker.on('message', (message: { id?: number; answer?: string; error?: string }) => {
      if (message.id === undefined) return;
      slot.answer?.(message.error === undefined ? { outcome: 'ok', value: JSON.parse(message.answer ?? 'null') } : { outcome: 'error', message: message.error });
    });
    return slot;
  };

  const run = (slot: Slot, event: unknown): Promise<Outcome> =>
    new Promise((resolve) => {
      const deadline = Date.now() + setup.timeout * 1000;
      const timer = setTimeout(() => {
        slot.died ??= 'timeout';
        void slot.worker.terminate();
        slot.answer?.({ outcome: 'timeout', message: `${setup.name} ran over its timeout of ${setup.timeout} s` });
      }, setup.timeout * 1000);
      slot.answer = (outcome) => {
        slot.answer = null;
        clearTimeout(timer);
        resolve(outcome);
      };
      if (slot.died !== null) slot.answer({ outcome: 'error', message: slot.died });
      else slot.worker.postMessage({ id: (ids += 1), event, deadline, requestId: randomUUID() });
    });

  const invoke = async (event: unknown): Promise<Outcome> => {
    const slot = free.pop() ?? start();
    busy.add(slot);
    const outcome = await run(slot, event);
    busy.delete(slot);
    if (slot.died !== null) return outcome;
    if (slot.generation === generation && !isStopped) free.push(slot);
    else await slot.worker.terminate();
    return outcome;
  };
  const endFree = async (): Promise<void> => void (await Promise.all(free.splice(0).map(({ worker }) => worker.terminate())));
  return {
    invoke,
    recycle: async (next) => {
      environment = next;
      generation += 1;
      await endFree();
    },
    running: () => busy.size,
    stop: async () => {
      isStopped = true;
      await Promise.all([...busy].map(({ worker }) => worker.terminate()));
      await endFree();
    },
  };
}
