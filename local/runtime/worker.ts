// One execution environment from inside: loads the handler once, then answers one invocation at a time.
import { randomBytes } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import { tellTimeBy } from '../clock.ts';

type Invocation = {
  readonly id: number;
  readonly event: unknown;
  readonly deadline: number;
  readonly requestId: string;
};
type Setup = {
  readonly file: string;
  readonly exportName: string;
  readonly functionName: string;
  readonly functionArn: string;
  readonly memory: number;
  readonly clockOffset?: SharedArrayBuffer;
};

const setup = workerData as Setup;
// A deadline is kept by the machine's time: it is how long the thread may really work.
const machineNow = Date.now;
if (setup.clockOffset) tellTimeBy(setup.clockOffset);
const loaded = (await import(setup.file)) as Record<string, unknown>;
const handler = loaded[setup.exportName];
if (typeof handler !== 'function') throw new Error(`${setup.file} exports no function \`${setup.exportName}\``);

const contextOf = ({ deadline, requestId }: Invocation) => ({
  functionName: setup.functionName,
  functionVersion: '$LATEST',
  invokedFunctionArn: setup.functionArn,
  memoryLimitInMB: String(setup.memory),
  awsRequestId: requestId,
  logGroupName: `/aws/lambda/${setup.functionName}`,
  logStreamName: 'local',
  callbackWaitsForEmptyEventLoop: false,
  getRemainingTimeInMillis: () => Math.max(0, deadline - machineNow()),
});

/** As Lambda, which begins a trace with each batch of a queue; nobody listens for what is sampled here, but headers travel on. */
const newTrace = (): string => {
  const seconds = Math.floor(Date.now() / 1000).toString(16);
  return `Root=1-${seconds}-${randomBytes(12).toString('hex')};Parent=${randomBytes(8).toString('hex')};Sampled=1`;
};

parentPort?.on('message', (invocation: Invocation) => {
  process.env['_X_AMZN_TRACE_ID'] = newTrace();
  const run = async (): Promise<unknown> =>
    (handler as (event: unknown, context: unknown) => unknown)(invocation.event, contextOf(invocation));
  run().then(
    (value) => parentPort?.postMessage({ id: invocation.id, answer: JSON.stringify(value ?? null) }),
    (error: unknown) =>
      parentPort?.postMessage({
        id: invocation.id,
        error: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
      }),
  );
});
parentPort?.postMessage({ ready: true });
