// The gate in a burst: the real core as it is deployed, two functions at once, batches of a hundred, each paced to half of the limit.
import { makePacker } from '../../../lib/aws/pack.ts';
import { makeDecideBatch } from '../../../lib/decisions/decide-batch.ts';
import { makeDecidePlace } from '../../../lib/decisions/decide-place.ts';
import { NotYetError } from '../../../lib/errors.ts';
import { makeGatherEvidence } from '../../../lib/evidence/gather.ts';
import type { PublishedEvent } from '../../../lib/events.ts';
import type { Observe } from '../../../lib/observe.ts';
import { makePacer } from '../../../lib/pacer.ts';
import { loadPolicySet } from '../../../lib/policy/load.ts';
import type { Bus, Ledger } from '../../../lib/ports.ts';
import { makeInMemoryLedger } from '../../ledger/in-memory-ledger.ts';
import { type Burst, type BurstOptions, type Design, runBurst } from './burst.ts';
import type { QueuedMessage } from './queue.ts';
import type { LimitedRegistry, VirtualWorld } from './registry.ts';

const policyOf = (check: string): string => `apiVersion: modelgate/v1
kind: ModelApprovalPolicy
metadata: { name: accuracy }
spec:
  match: { modelPackageGroups: ["*"] }
  olderThanApproved: Allow
  validations:
    - { name: floor, ${check}, action: Reject }
  onPass: Approve
`;
const DESCRIBED = policyOf('range: { value: metadata.accuracy, min: 0.9 }');
const SUMMARY_ONLY = policyOf(`expression: 'image.containers.all(c, c.digest != "x")'`);

/** From serverless.yml: BatchSize, MaximumBatchingWindowInSeconds, MaximumConcurrency, maxReceiveCount, VisibilityTimeout, timeout. */
const DEPLOYED = { batchSize: 100, window: 1_000, atOnce: 2, mostReceives: 10, visibility: 720_000, timeout: 120_000 };

const QUIET: Observe = {
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  count: () => undefined,
  milliseconds: () => undefined,
  traced: () => undefined,
  flush: () => undefined,
};

/** Runs one burst through the gate. */
export const burstOfGate = (options: BurstOptions): Promise<Burst> =>
  runBurst(options, (world, limited) => designOf(options, world, limited));

function designOf(options: BurstOptions, world: VirtualWorld, { registry }: LimitedRegistry): Design {
  const calls = new Map<string, number>();
  const count = (name: string): void => void calls.set(name, (calls.get(name) ?? 0) + 1);
  const ledger = slowed(makeInMemoryLedger(), world, count);
  const policies = loadPolicySet([
    { path: 'policies/accuracy.yaml', text: options.isDescribed === false ? SUMMARY_ONLY : DESCRIBED },
  ]);
  const { clock, chance, after } = world;
  const common = { registries: () => registry, accounts: [], ownAccount: '111122223333', clock };
  const reports = { read: async () => ({ state: 'missing', cause: 'no report' }) as const };
  let token = 0;
  const processes = Array.from({ length: DEPLOYED.atOnce }, () =>
    makeDecideBatch(
      makeDecidePlace({
        ...common,
        ledger,
        bus: busOf(world, count),
        newToken: () => `token-${++token}`,
        observe: QUIET,
        gatherEvidence: makeGatherEvidence({ ...common, reports }),
        policies,
        stack: 'burst',
        build: 1,
        mode: 'Enforce',
        deployedAt: -1,
        random: chance.draw,
        sleep: after,
        pacer: makePacer({ clock, sleep: after, rate: (options.assumed ?? options.limit) / DEPLOYED.atOnce }),
      }),
    ),
  );
  return {
    calls,
    hears: () => true,
    mapping: { ...DEPLOYED, atOnce: () => DEPLOYED.atOnce },
    work: (batch) => deliver(processes, clock, batch),
  };
}

type Process = ReturnType<typeof makeDecideBatch>;

/** One invocation: the answers become times of visibility, as `fromQueue` makes them. */
async function deliver(idle: Process[], clock: () => number, batch: readonly QueuedMessage[]) {
  const decideBatch = idle.pop();
  if (!decideBatch) throw new Error('more functions at once than processes');
  const end = clock() + DEPLOYED.timeout;
  const messages = batch.map(({ id, body, receives }) => ({ id, body, receiveCount: receives }));
  const results = await decideBatch(messages, () => end - clock());
  idle.push(decideBatch);
  return results.map((result) => {
    if (result.status === 'fulfilled') return null;
    return result.reason instanceof NotYetError ? result.reason.retryAfter * 1000 : DEPLOYED.visibility;
  });
}

/** As lib/aws/bus.ts packs events, 10 ms a call. */
function busOf({ schedule, after }: VirtualWorld, count: (name: string) => void): Bus {
  const put = makePacker<PublishedEvent>({
    most: 10,
    mostBytes: 900 * 1024,
    windowMs: 5,
    sizeOf: (event) => JSON.stringify(event).length,
    async send(events) {
      count('PutEvents');
      await after(10);
      return events.map(() => null);
    },
    later: (action, milliseconds) => schedule.at(schedule.now() + milliseconds, action),
  });
  return { publish: put };
}

/** Ledger reads and writes take 10 ms and are counted by what they are on DynamoDB. */
function slowed(ledger: Ledger, { after }: VirtualWorld, count: (name: string) => void): Ledger {
  const late =
    <Args extends unknown[], T>(name: string, work: (...args: Args) => Promise<T>) =>
    async (...args: Args): Promise<T> => {
      count(name);
      await after(10);
      return work(...args);
    };
  return {
    ...ledger,
    readHead: late('GetItem', (identity: string) => ledger.readHead(identity)),
    readHeads: late('BatchGetItem', (identities: readonly string[]) => ledger.readHeads(identities)),
    readModes: late('BatchGetItem', (groups: readonly string[]) => ledger.readModes(groups)),
    putEntry: late('PutItem', (...entry: Parameters<Ledger['putEntry']>) => ledger.putEntry(...entry)),
    claim: late('PutItem', (...heads: Parameters<Ledger['claim']>) => ledger.claim(...heads)),
    close: late('UpdateItem', (...closing: Parameters<Ledger['close']>) => ledger.close(...closing)),
  };
}
