// One execution environment from inside: loads the handler once, then answers one invocation at a time.
import { parentPort, workerData } from 'node:worker_threads';

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
};

const setup = workerData as Setup;
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
  getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
});

parentPort?.on('message', (invocation: Invocation) => {
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
