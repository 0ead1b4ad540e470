// The thread from inside: lives as one execution environment after another, each of which loads its handler once and answers one invocation at a time.
import { randomBytes } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import { tellTimeBy } from '../clock.ts';

/** What the life of an environment begins with. */
type Birth = {
  /** URL of the module with the handler. */
  readonly file: string;
  readonly exportName: string;
  readonly functionName: string;
  readonly functionArn: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly clockOffset?: SharedArrayBuffer;
};
type Invocation = {
  readonly id: number;
  readonly event: unknown;
  readonly deadline: number;
  readonly requestId: string;
};
type Message = { readonly birth: Birth } | { readonly invocation: Invocation };
type Handler = (event: unknown, context: unknown) => unknown;

const { memory } = workerData as { readonly memory: number };
// A deadline is kept by the machine's time: it is how long the thread may really work.
const machineNow = Date.now;
// What a function writes goes the way of its answer, so that it is there before it. The thread's own streams would keep the process alive.
const write = (piece: unknown, ...more: readonly unknown[]): boolean => {
  parentPort?.postMessage({ written: String(piece) });
  const done = more.find((one): one is () => void => typeof one === 'function');
  if (done) queueMicrotask(done);
  return true;
};
for (const stream of [process.stdout, process.stderr]) stream.write = write;
let lives = 0;
let born: Birth | null = null;
let handler: Promise<Handler> | null = null;

/** The module is evaluated anew, as in a cold start; what it imports stays loaded and has no state but the table's client, which is kept by its address. */
async function load({ file, exportName, environment, clockOffset }: Birth): Promise<Handler> {
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, environment);
  if (clockOffset) tellTimeBy(clockOffset);
  lives += 1;
  const loaded = (await import(`${file}?life=${lives}`)) as Record<string, unknown>;
  const found = loaded[exportName];
  if (typeof found !== 'function') throw new Error(`${file} exports no function \`${exportName}\``);
  return found as Handler;
}

const contextOf = ({ deadline, requestId }: Invocation) => ({
  functionName: born?.functionName,
  functionVersion: '$LATEST',
  invokedFunctionArn: born?.functionArn,
  memoryLimitInMB: String(memory),
  awsRequestId: requestId,
  logGroupName: `/aws/lambda/${born?.functionName}`,
  logStreamName: 'local',
  callbackWaitsForEmptyEventLoop: false,
  getRemainingTimeInMillis: () => Math.max(0, deadline - machineNow()),
});

/** As Lambda, which begins a trace with each batch of a queue; nobody listens for what is sampled here, but headers travel on. */
const newTrace = (): string => {
  const seconds = Math.floor(Date.now() / 1000).toString(16);
  return `Root=1-${seconds}-${randomBytes(12).toString('hex')};Parent=${randomBytes(8).toString('hex')};Sampled=1`;
};

/** A handler that can't be loaded ends the thread: its rejection is nobody's. */
async function answer(invocation: Invocation): Promise<void> {
  const handle = await handler;
  process.env['_X_AMZN_TRACE_ID'] = newTrace();
  const run = async (): Promise<unknown> => handle?.(invocation.event, contextOf(invocation));
  await run().then(
    (value) => parentPort?.postMessage({ id: invocation.id, answer: JSON.stringify(value ?? null) }),
    (error: unknown) =>
      parentPort?.postMessage({
        id: invocation.id,
        error: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
      }),
  );
}

parentPort?.on('message', (message: Message) => {
  if ('birth' in message) {
    born = message.birth;
    handler = load(born);
  } else void answer(message.invocation);
});
