// What a cold start loads: bundle bytes of each function, and the time from start to the first answer in a stand-in of Lambda's Runtime API.
import { mkdtemp, rm, writeFile, mkdir } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { bundle, functionNames, hotBytes, type Bundle } from '../../scripts/bundle.ts';
import type { Section } from './table.ts';

const KIB = 1024;
const HOT_KIB = 900;

/** As Lambda's runtime does: imports the handler, asks for an invocation, answers it. */
const RUNTIME = `
const api = 'http://' + process.env.AWS_LAMBDA_RUNTIME_API + '/2018-06-01/runtime/';
const { handler } = await import(process.env.TASK);
const next = await fetch(api + 'invocation/next');
const context = { getRemainingTimeInMillis: () => 60000, functionName: 'bench', awsRequestId: '1' };
const answer = await handler(await next.json(), context).catch((error) => ({ error: String(error) }));
await fetch(api + 'invocation/1/response', { method: 'POST', body: JSON.stringify(answer ?? null) });
process.exit(0);
`;
const EMPTY = 'export const handler = async () => ({ batchItemFailures: [] });';
/** An event that decide refuses without a call: init and first call, and no network in the figure. */
const EVENT = {
  Records: [{ messageId: '1', body: 'not JSON', receiptHandle: 'r', attributes: { ApproximateReceiveCount: '1' } }],
};

function serveRuntime(onAnswer: () => void): Promise<Server> {
  const server = createServer((request, response) => {
    request.resume();
    response.setHeader('lambda-runtime-aws-request-id', '1');
    response.end(request.method === 'GET' ? JSON.stringify(EVENT) : '{}');
    if (request.method === 'POST') onAnswer();
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

/** Milliseconds from the start of the process to its first answer; the median of so many starts. */
async function firstAnswer(folder: string, starts: number): Promise<number> {
  const times: number[] = [];
  for (let start = 0; start < starts; start++) {
    let answered = 0;
    const server = await serveRuntime(() => (answered = performance.now()));
    const { port } = server.address() as AddressInfo;
    const began = performance.now();
    const child = spawn(process.execPath, [join(folder, 'runtime.mjs')], {
      cwd: folder,
      stdio: 'ignore',
      env: { ...ENVIRONMENT, AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${port}`, TASK: join(folder, 'index.mjs') },
    });
    await new Promise((resolve) => child.once('exit', resolve));
    server.close();
    times.push(answered - began);
  }
  return times.toSorted((a, b) => a - b)[Math.floor(starts / 2)] ?? Number.NaN;
}

const ENVIRONMENT = {
  STACK_NAME: 'bench',
  OWN_ACCOUNT: '111122223333',
  AWS_REGION: 'us-east-1',
  TABLE_NAME: 'ledger',
  BUS_NAME: 'modelgate',
  INTAKE_BUS_NAME: 'modelgate-intake',
  AWS_ACCESS_KEY_ID: 'x',
  AWS_SECRET_ACCESS_KEY: 'x',
  POLICIES_DIR: join(process.cwd(), 'policies'),
};

async function coldStart(files: ReadonlyMap<string, Uint8Array | string>, starts: number): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'modelgate-bench-'));
  try {
    for (const [name, content] of new Map([...files, ['runtime.mjs', RUNTIME]])) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), content);
    }
    return await firstAnswer(folder, starts);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Bytes of every function, and the cold start of decide over an empty handler. */
export async function benchBundles(starts: number): Promise<Section> {
  const made: Bundle[] = [];
  for (const name of await functionNames()) made.push(await bundle(name));
  const decide = made.find(({ name }) => name === 'decide');
  const empty = await coldStart(new Map([['index.mjs', EMPTY]]), starts);
  const ours = decide ? await coldStart(decide.files, starts) : Number.NaN;
  return {
    title: 'cold start',
    rows: [
      ...made.map((one) => ({
        what: `${one.name}: loaded at each cold start`,
        ours: hotBytes(one) / KIB,
        unit: 'KiB',
        ...(one.name === 'decide' && { limit: HOT_KIB }),
      })),
      {
        what: `decide: init and first call over an empty handler, median of ${starts}`,
        ours: ours - empty,
        unit: 'ms',
        limit: 150,
      },
    ],
  };
}
