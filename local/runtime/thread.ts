// A worker thread of this machine that execution environments live in, one at a time.
import { randomUUID } from 'node:crypto';
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
/** What an environment begins with. */
export type Birth = {
  readonly setup: FunctionSetup;
  readonly environment: Readonly<Record<string, string>>;
  readonly onLog: (line: LogLine) => void;
};

export type Thread = {
  /** Begins the life of another environment: its module is loaded while its first invocation waits. */
  readonly begin: (birth: Birth) => void;
  /** Never rejects: a throw, an overrun and a death are outcomes. */
  readonly run: (event: unknown) => Promise<Outcome>;
  readonly isDead: () => boolean;
  /** The environment's life is over: the thread waits for the next and keeps no process from ending. */
  readonly rest: () => void;
  readonly end: () => Promise<void>;
};

type Message = {
  readonly id?: number;
  readonly answer?: string;
  readonly error?: string;
  readonly written?: string;
};

const outcomeOf = ({ answer = 'null', error }: Message): Outcome =>
  error === undefined ? { outcome: 'ok', value: JSON.parse(answer) } : { outcome: 'error', message: error };

/** Where V8 keeps what it compiled is this machine's affair, not the function's: a thread uses what its process uses. */
const compileCache = (): Readonly<Record<string, string>> => {
  const { NODE_COMPILE_CACHE } = process.env;
  return NODE_COMPILE_CACHE === undefined ? {} : { NODE_COMPILE_CACHE };
};

const startWorker = ({ worker, memory }: FunctionSetup): Worker =>
  new Worker(new URL(worker ?? './worker.ts', import.meta.url), {
    workerData: { memory },
    env: compileCache(),
    resourceLimits: { maxOldGenerationSizeMb: memory },
  });

/** Takes pieces of text and hands on whole lines. */
function makeLines(onLine: (line: LogLine) => void): (piece: string) => void {
  let begun = '';
  return (piece) => {
    const [first = '', ...more] = piece.split('\n');
    begun += first;
    for (const line of more) {
      onLine(begun);
      begun = line;
    }
  };
}

/** What worker.ts is told of a life. */
const birthMessage = ({ setup, environment }: Birth) => ({
  birth: {
    file: setup.file,
    exportName: setup.exportName,
    functionName: setup.name,
    functionArn: setup.arn,
    environment,
    ...(setup.clockOffset && { clockOffset: setup.clockOffset }),
  },
});

/** What a thread is asked and answers, one invocation at a time, until it dies. */
function makeInvoking(worker: Worker) {
  let died: string | null = null;
  let finish: ((outcome: Outcome) => void) | null = null;
  let invocations = 0;
  const die = (why: string): void => {
    died ??= why;
    finish?.({ outcome: 'error', message: died });
  };
  const overrun = ({ name, timeout }: FunctionSetup): void => {
    died = `${name} ran over its timeout of ${timeout} s`;
    finish?.({ outcome: 'timeout', message: died });
    void worker.terminate();
  };
  const run = (setup: FunctionSetup, event: unknown): Promise<Outcome> =>
    new Promise((resolve) => {
      const limit = setup.timeout * 1000;
      const timer = setTimeout(() => overrun(setup), limit);
      finish = (outcome) => {
        finish = null;
        clearTimeout(timer);
        resolve(outcome);
      };
      invocations += 1;
      const invocation = { id: invocations, event, deadline: Date.now() + limit, requestId: randomUUID() };
      if (died !== null) die(died);
      else worker.postMessage({ invocation });
    });
  const hear = (message: Message): void => {
    if (message.id === invocations) finish?.(outcomeOf(message));
  };
  return { run, hear, die, isDead: (): boolean => died !== null };
}

/** Starts a thread whose first life this is. */
export function startThread(first: Birth): Thread {
  const worker = startWorker(first.setup);
  let life = first;
  const log = makeLines((line) => life.onLog(line));
  const { run, hear, die, isDead } = makeInvoking(worker);
  worker.on('error', (error: Error) => die(`${error.name}: ${error.message}`));
  worker.on('exit', (code) => die(`the function's process ended with ${code}`));
  worker.on('message', (message: Message) => {
    if (message.written === undefined) hear(message);
    else log(message.written);
  });
  const begin = (birth: Birth): void => {
    life = birth;
    worker.ref();
    worker.postMessage(birthMessage(birth));
  };
  begin(first);
  return {
    begin,
    isDead,
    run: (event) => run(life.setup, event),
    rest: () => worker.unref(),
    end: async () => void (await worker.terminate()),
  };
}
