// What a cold start loads: bundle bytes of each function, and the time from start to the first answer under the stand-in of Lambda's Runtime API in test/package.
import { mkdtemp, rm, writeFile, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { functionNames } from '../../local/runtime/bundle-functions.ts';
import { bundle, hotBytes, type Bundle } from '../../scripts/bundle.ts';
import { startFunction } from '../package/runtime-api.ts';
import type { Section } from './table.ts';

const KIB = 1024;
const HOT_KIB = 900;

const EMPTY = 'export const handler = async () => ({ batchItemFailures: [] });';
/** An event that decide refuses without a call: init and first call, and no network in the figure. */
const EVENT = {
  Records: [{ messageId: '1', body: 'not JSON', receiptHandle: 'r', attributes: { ApproximateReceiveCount: '1' } }],
};

/** Milliseconds from the start of the process to its first answer; the median of so many starts. */
async function firstAnswer(folder: string, starts: number): Promise<number> {
  const times: number[] = [];
  for (let start = 0; start < starts; start++) {
    const began = performance.now();
    const run = await startFunction(folder, ENVIRONMENT);
    await run.invoke(EVENT);
    times.push(run.answeredAt() - began);
    await run.stop();
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
    for (const [name, content] of files) {
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
