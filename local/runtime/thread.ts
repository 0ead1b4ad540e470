// One execution environment: a worker thread with an environment of its own, which runs one invocation at a time.
import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import { Worker } from 'node:worker_threads';

export type FunctionSetup = {
  readonly name: string;
  readonly arn: string;
  /** URL of the module. */
  readonly file: string;
  /** URL of the module that the thread starts with, where it is not worker.ts. */
  readonly worker?: string;
  readonly exportName: string;
  /** Seconds. */
  readonly timeout: number;
  /** Megabytes. */
  readonly memory: number;
  /** How far the world's clock is ahead of the machine's, shared with the thread. */
  readonly clockOffset?: SharedArrayBuffer;
};
export type Outcome =
  | { readonly outcome: 'ok'; readonly value: unknown }
  | { readonly outcome: 'error' | 'timeout'; readonly message: string };
/** One line that a function wrote to its output. */
export type LogLine = string;

export type Thread = {
  /** Never rejects: a throw, an overrun and a death are outcomes. */
  readonly run: (event: unknown) => Promise<Outcome>;
  readonly isDead: () => boolean;
  readonly end: () => Promise<void>;
};

type Message = { readonly id?: number; readonly answer?: string; readonly error?: string };

const outcomeOf = ({ answer = 'null', error }: Message): Outcome =>
  error === undefined ? { outcome: 'ok', value: JSON.parse(answer) } : { outcome: 'error', message: error };

/** Where V8 keeps what it compiled is this machine's affair, not the function's: a thread uses what its process uses. */
const compileCache = (): Readonly<Record<string, string>> => {
  const { NODE_COMPILE_CACHE } = process.env;
  return NODE_COMPILE_CACHE === undefined ? {} : { NODE_COMPILE_CACHE };
};

function open(
  setup: FunctionSetup,
  environment: Readonly<Record<string, string>>,
  onLog: (line: LogLine) => void,
): Worker {
  const worker = new Worker(new URL(setup.worker ?? './worker.ts', import.meta.url), {
    workerData: setup,
    env: { ...compileCache(), ...environment },
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: setup.memory },
  });
  for (const input of [worker.stdout, worker.stderr]) createInterface({ input }).on('line', onLog);
  return worker;
}

/** Starts a thread; the module is loaded while its first invocation waits. */
export function startThread(
  setup: FunctionSetup,
  environment: Readonly<Record<string, string>>,
  onLog: (line: LogLine) => void,
): Thread {
  const worker = open(setup, environment, onLog);
  let died: string | null = null;
  let finish: ((outcome: Outcome) => void) | null = null;
  let invocations = 0;
  const die = (why: string): void => {
    died ??= why;
    finish?.({ outcome: 'error', message: died });
  };
  worker.on('error', (error: Error) => die(`${error.name}: ${error.message}`));
  worker.on('exit', (code) => die(`the function's process ended with ${code}`));
  worker.on('message', (message: Message) => {
    if (message.id === invocations) finish?.(outcomeOf(message));
  });
  const overrun = (): void => {
    died = `${setup.name} ran over its timeout of ${setup.timeout} s`;
    finish?.({ outcome: 'timeout', message: died });
    void worker.terminate();
  };
  const run = (event: unknown): Promise<Outcome> =>
    new Promise((resolve) => {
      const timer = setTimeout(overrun, setup.timeout * 1000);
      finish = (outcome) => {
        finish = null;
        clearTimeout(timer);
        resolve(outcome);
      };
      invocations += 1;
      const deadline = Date.now() + setup.timeout * 1000;
      if (died !== null) die(died);
      else worker.postMessage({ id: invocations, event, deadline, requestId: randomUUID() });
    });
  return { run, isDead: () => died !== null, end: async () => void (await worker.terminate()) };
}
