// A stand-in of Lambda's Runtime API, and a process that asks it for invocations as Lambda's own runtime does.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * What Lambda runs: imports the handler that _HANDLER names below LAMBDA_TASK_ROOT, then asks for one invocation after the other.
 * Source: AWS Lambda developer guide, "Using the Lambda runtime API".
 */
const RUNTIME = `
import { pathToFileURL } from 'node:url';
const api = 'http://' + process.env.AWS_LAMBDA_RUNTIME_API + '/2018-06-01/runtime/';
const cpu = () => { const { user, system } = process.cpuUsage(); return { 'cpu-microseconds': String(user + system) }; };
const post = (path, body) => fetch(api + path, { method: 'POST', headers: cpu(), body: JSON.stringify(body ?? null) });
const told = (error) => ({ errorType: error?.name ?? 'Error', errorMessage: String(error?.message ?? error) });
const [file, name] = process.env._HANDLER.split('.');
let handler;
try {
  ({ [name]: handler } = await import(pathToFileURL(process.env.LAMBDA_TASK_ROOT + '/' + file + '.mjs')));
} catch (error) {
  await post('init/error', told(error));
  process.exit(1);
}
for (;;) {
  const next = await fetch(api + 'invocation/next', { headers: cpu() });
  const id = next.headers.get('lambda-runtime-aws-request-id');
  if (id === null) process.exit(0);
  const deadline = Number(next.headers.get('lambda-runtime-deadline-ms'));
  const trace = next.headers.get('lambda-runtime-trace-id');
  if (trace === null) delete process.env._X_AMZN_TRACE_ID;
  else process.env._X_AMZN_TRACE_ID = trace;
  const context = {
    awsRequestId: id,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    invokedFunctionArn: next.headers.get('lambda-runtime-invoked-function-arn'),
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
  try {
    await post('invocation/' + id + '/response', await handler(await next.json(), context));
  } catch (error) {
    await post('invocation/' + id + '/error', told(error));
  }
}
`;

type Answer = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: unknown };
type Invocation = { readonly id: string; readonly event: unknown; readonly traceId: string | null };

export type PackagedFunction = {
  /** Hands the function an event; `traceId` is an X-Ray header. Never rejects. */
  readonly invoke: (event: unknown, traceId?: string) => Promise<Answer>;
  /** Lines that the function wrote. */
  readonly output: () => string;
  /** When the last answer came in, by performance.now(). */
  readonly answeredAt: () => number;
  /** Resolves when the handler is loaded, with that time by performance.now(). */
  readonly ready: () => Promise<number>;
  /** Milliseconds of CPU that the process had used when it was heard of last. */
  readonly cpu: () => number;
  readonly stop: () => Promise<void>;
};

/** The server side: one invocation at a time, in the order given. */
function makeRuntimeApi() {
  const waiting: ServerResponse[] = [];
  const queued: Invocation[] = [];
  const open = new Map<string, (answer: Answer) => void>();
  const readyAt = Promise.withResolvers<number>();
  let answeredAt = 0;
  let cpu = 0;
  const pump = (): void => {
    while (waiting.length > 0 && queued.length > 0) {
      const [response, { id, event, traceId }] = [waiting.shift()!, queued.shift()!];
      response.setHeader('lambda-runtime-aws-request-id', id);
      response.setHeader('lambda-runtime-deadline-ms', String(Date.now() + 120_000));
      response.setHeader('lambda-runtime-invoked-function-arn', 'arn:aws:lambda:us-east-1:111122223333:function:here');
      if (traceId !== null) response.setHeader('lambda-runtime-trace-id', traceId);
      response.end(JSON.stringify(event));
    }
  };
  const settle = (path: string, body: unknown): void => {
    const [, id = '', kind] = /\/(?:invocation\/)?([\w-]+)\/(response|error)$/u.exec(path) ?? [];
    answeredAt = performance.now();
    const answer: Answer = kind === 'response' ? { ok: true, value: body } : { ok: false, error: body };
    // Without a handler nothing will ever be answered.
    const settled = id === 'init' ? [...open.values()] : [open.get(id)];
    for (const one of settled) one?.(answer);
  };
  return {
    answeredAt: () => answeredAt,
    ready: () => readyAt.promise,
    cpu: () => cpu,
    handle: async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      cpu = Number(request.headers['cpu-microseconds']) / 1000;
      if (request.url?.endsWith('/invocation/next')) {
        readyAt.resolve(performance.now());
        waiting.push(response);
        pump();
        return;
      }
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      settle(request.url ?? '', JSON.parse(Buffer.concat(chunks).toString()) as unknown);
      response.statusCode = 202;
      response.end('{}');
    },
    invoke: (event: unknown, traceId: string | null): Promise<Answer> => {
      const id = randomUUID();
      queued.push({ id, event, traceId });
      pump();
      return new Promise((resolve) => open.set(id, resolve));
    },
    end: () => {
      for (const response of waiting) response.end('null');
    },
  };
}

/** Starts a process with an unpacked function in it; `environment` is all that it has beside what Lambda sets. */
export async function startFunction(
  folder: string,
  environment: Readonly<Record<string, string>>,
): Promise<PackagedFunction> {
  const api = makeRuntimeApi();
  const server = createServer((request, response) => void api.handle(request, response));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const child = spawn(process.execPath, ['--input-type=module', '--eval', RUNTIME], {
    cwd: folder,
    env: {
      ...environment,
      AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${(server.address() as AddressInfo).port}`,
      LAMBDA_TASK_ROOT: folder,
      _HANDLER: 'index.handler',
    },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const exited = once(child, 'exit');
  return {
    invoke: (event, traceId) =>
      Promise.race([
        api.invoke(event, traceId ?? null),
        exited.then((): Answer => ({ ok: false, error: `the process ended: ${output}` })),
      ]),
    output: () => output,
    answeredAt: api.answeredAt,
    ready: api.ready,
    cpu: api.cpu,
    stop: async () => {
      api.end();
      child.kill();
      await exited;
      server.close();
    },
  };
}
