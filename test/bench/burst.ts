// A burst in virtual time: the real core behind a queue and a registry that allows so many calls a second, beside the naive design.
import { makeDecideBatch } from '../../lib/decisions/decide-batch.ts';
import { makeDecidePlace } from '../../lib/decisions/decide-place.ts';
import { NotYetError } from '../../lib/errors.ts';
import { isDescribed, type PackageDescription } from '../../lib/evidence/evidence.ts';
import { makeGatherEvidence } from '../../lib/evidence/gather.ts';
import { arnKey, type ModelPackageArn } from '../../lib/identity.ts';
import type { Observe } from '../../lib/observe.ts';
import { makePacer } from '../../lib/pacer.ts';
import { loadPolicySet } from '../../lib/policy/load.ts';
import { type Ledger, type Registry, ThrottledError } from '../../lib/ports.ts';
import { arnOf, describedOf } from '../evidence/given.ts';
import { makeInMemoryLedger } from '../ledger/in-memory-ledger.ts';
import { makeChance, makeSchedule, type Chance, type Schedule } from '../simulation/schedule.ts';

export type BurstOptions = {
  /** Versions registered at once; their events come 1.3 times on average. */
  readonly versions: number;
  /** Calls a second that the registry allows to each operation; its bucket holds two seconds' worth. */
  readonly limit: number;
  readonly seed?: number;
  /** The limit that the gate was told, where it is another. */
  readonly assumed?: number;
};

/** What a burst came to; times in seconds of virtual time. `bound` is what the limit alone makes of the writes. */
export type Burst = {
  readonly calls: number;
  readonly throttledShare: number;
  readonly undecided: number;
  readonly deadLetters: number;
  readonly drained: number;
  readonly bound: number;
};

const DUPLICATES = 1.3;
const POLICY = `apiVersion: modelgate/v1
kind: ModelApprovalPolicy
metadata: { name: accuracy }
spec:
  match: { modelPackageGroups: ["*"] }
  olderThanApproved: Allow
  validations:
    - { name: floor, range: { value: metadata.accuracy, min: 0.9 }, action: Reject }
  onPass: Approve
`;

/** SageMaker as far as a burst needs it, with a token bucket an operation. */
function makeLimitedRegistry(schedule: Schedule, chance: Chance, { versions, limit }: BurstOptions) {
  const packages = new Map<string, PackageDescription>();
  for (let version = 1; version <= versions; version++) {
    const arn = arnOf(version, `burst-${version % 50}`);
    const metadata = new Map([['accuracy', version % 5 === 0 ? '0.8' : '0.95']]);
    packages.set(arnKey(arn), describedOf({ arn, metadata, creationTime: 0, lastModifiedTime: 0 }));
  }
  const buckets = new Map<string, { tokens: number; at: number }>();
  const counts = { calls: 0, throttled: 0 };
  const after = (milliseconds: number): Promise<void> =>
    new Promise((resolve) =>
      schedule.at(schedule.now() + milliseconds, () => {
        resolve();
        schedule.stir();
      }),
    );
  /** Answers after 30 to 80 ms; refuses where the bucket is empty. */
  const call = async <T>(operation: string, effect: () => T): Promise<T> => {
    await after(chance.between(30, 80));
    const bucket = buckets.get(operation) ?? { tokens: 2 * limit, at: schedule.now() };
    buckets.set(operation, bucket);
    bucket.tokens = Math.min(2 * limit, bucket.tokens + ((schedule.now() - bucket.at) / 1000) * limit);
    bucket.at = schedule.now();
    counts.calls += 1;
    if (bucket.tokens < 1) {
      counts.throttled += 1;
      throw new ThrottledError(`${operation}: throttled`);
    }
    bucket.tokens -= 1;
    return effect();
  };
  return { packages, counts, after, call };
}

type LimitedRegistry = ReturnType<typeof makeLimitedRegistry>;

const registryOf = ({ packages, call }: LimitedRegistry, now: () => number): Registry => ({
  batchDescribe: (arns) =>
    call('BatchDescribe', () => {
      const found = arns.flatMap((arn) => packages.get(arnKey(arn)) ?? []);
      return { found: new Map(found.map((one) => [arnKey(one.arn), one])), failed: new Map() };
    }),
  describe: (arn) =>
    call('Describe', () => {
      const description = packages.get(arnKey(arn));
      return description ? { description, raw: '{}' } : null;
    }),
  listApproved: async () => [],
  listPending: async () => ({ packages: [], nextToken: null }),
  listChanged: async () => ({ packages: [], nextToken: null }),
  listVersions: async () => ({ packages: [], nextToken: null }),
  groupTags: async () => new Map(),
  update: (request) =>
    call('Update', () => {
      const before = packages.get(arnKey(request.arn));
      if (!before || !isDescribed(before)) return;
      const metadata = new Map([...before.metadata, ...request.metadata]);
      const approvalStatus = request.approvalStatus ?? before.approvalStatus;
      packages.set(arnKey(request.arn), { ...before, metadata, approvalStatus, lastModifiedTime: now() });
    }),
});

const bodyOf = ({ arn, account, region }: ModelPackageArn): string =>
  JSON.stringify({
    source: 'aws.sagemaker',
    'detail-type': 'SageMaker Model Package State Change',
    account,
    region,
    detail: { ModelPackageArn: arn, ModelApprovalStatus: 'PendingManualApproval' },
  });

/** Events as they come in a burst, some twice, in no order. */
function eventsOf({ packages }: LimitedRegistry, chance: Chance): { arn: ModelPackageArn; receives: number }[] {
  const arns = [...packages.values()].map(({ arn }) => arn);
  const again = arns.filter(() => chance.chance(DUPLICATES - 1));
  return [...arns, ...again]
    .map((arn) => ({ arn, receives: 0, order: chance.draw() }))
    .toSorted((a, b) => a.order - b.order);
}

const quiet: Observe = {
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  count: () => undefined,
  milliseconds: () => undefined,
  flush: () => undefined,
};

/** A queue with event source mappings that run at most `atOnce` functions; resolves when it is empty. */
async function drain(
  { after }: LimitedRegistry,
  schedule: Schedule,
  events: { arn: ModelPackageArn; receives: number }[],
  mapping: {
    readonly batch: number;
    readonly atOnce: () => number;
    readonly mostReceives: number;
    /** Seconds until each message that failed comes back; null: done. */
    readonly work: (
      batch: readonly { arn: ModelPackageArn; receives: number }[],
    ) => Promise<readonly (number | null)[]>;
  },
): Promise<{ deadLetters: number; drained: number }> {
  const queue = [...events];
  let [running, waiting, deadLetters] = [0, 0, 0];
  const back = (message: (typeof queue)[number], seconds: number): void => {
    if (message.receives >= mapping.mostReceives) {
      deadLetters += 1;
      return;
    }
    waiting += 1;
    schedule.at(schedule.now() + seconds * 1000, () => {
      waiting -= 1;
      queue.push(message);
      pump();
    });
  };
  const start = async (batch: readonly (typeof queue)[number][]): Promise<void> => {
    for (const message of batch) message.receives += 1;
    const answers = await mapping.work(batch);
    running -= 1;
    for (const [index, message] of batch.entries()) {
      const seconds = answers[index];
      if (typeof seconds === 'number') back(message, seconds);
    }
    pump();
  };
  const pump = (): void => {
    while (queue.length > 0 && running < mapping.atOnce()) {
      running += 1;
      schedule.stir();
      void start(queue.splice(0, mapping.batch));
    }
  };
  pump();
  // Lambda adds pollers while a queue is long; a tick lets the naive design grow.
  const isOver = (): boolean => queue.length === 0 && running === 0 && waiting === 0;
  while (!isOver()) {
    void after(1_000);
    pump();
    await schedule.runUntil(schedule.now() + 1_000);
  }
  return { deadLetters, drained: schedule.now() / 1000 };
}

const resultOf = (
  registry: LimitedRegistry,
  { limit, versions }: BurstOptions,
  ended: { deadLetters: number; drained: number },
): Burst => ({
  ...ended,
  calls: registry.counts.calls,
  throttledShare: registry.counts.throttled / registry.counts.calls,
  undecided: [...registry.packages.values()].filter(({ approvalStatus }) => approvalStatus === 'PendingManualApproval')
    .length,
  bound: versions / limit,
});

/** The gate as it is deployed: batches of 100, two functions at once, each paced to half of the limit. */
export async function burstOfGate(options: BurstOptions): Promise<Burst> {
  const schedule = makeSchedule();
  const chance = makeChance(options.seed ?? 1);
  const limited = makeLimitedRegistry(schedule, chance, options);
  const clock = schedule.now;
  const registry = registryOf(limited, clock);
  const ledger = makeInMemoryLedger();
  const policies = loadPolicySet([{ path: 'policies/accuracy.yaml', text: POLICY }]);
  const common = { registries: () => registry, accounts: [], ownAccount: '111122223333', clock };
  const reports = { read: async () => ({ state: 'missing', cause: 'no report' }) as const };
  let token = 0;
  const processes = [1, 2].map(() =>
    makeDecideBatch(
      makeDecidePlace({
        ...common,
        ledger: slowed(ledger, limited.after),
        bus: { publish: () => limited.after(10) },
        newToken: () => `token-${++token}`,
        observe: quiet,
        gatherEvidence: makeGatherEvidence({ ...common, reports }),
        policies,
        stack: 'burst',
        build: 1,
        mode: 'Enforce',
        deployedAt: -1,
        random: chance.draw,
        sleep: limited.after,
        pacer: makePacer({ clock, sleep: limited.after, rate: (options.assumed ?? options.limit) / 2 }),
      }),
    ),
  );
  const idle = [...processes];
  const ended = await drain(limited, schedule, eventsOf(limited, chance), {
    batch: 100,
    atOnce: () => 2,
    mostReceives: 10,
    async work(batch) {
      const decideBatch = idle.pop();
      if (!decideBatch) throw new Error('more functions at once than processes');
      const end = clock() + 120_000;
      const messages = batch.map(({ arn, receives }) => ({ id: arn.arn, body: bodyOf(arn), receiveCount: receives }));
      const results = await decideBatch(messages, () => end - clock());
      idle.push(decideBatch);
      // Without another word a message is seen again after the visibility timeout.
      return results.map((result) =>
        result.status === 'fulfilled' ? null : result.reason instanceof NotYetError ? result.reason.retryAfter : 720,
      );
    },
  });
  return resultOf(limited, options, ended);
}

/** Ledger reads and writes take 10 ms. */
const slowed = (ledger: Ledger, after: (milliseconds: number) => Promise<void>): Ledger => {
  const late =
    <Args extends unknown[], T>(work: (...args: Args) => Promise<T>) =>
    async (...args: Args): Promise<T> => {
      await after(10);
      return work(...args);
    };
  return {
    ...ledger,
    readHead: late((identity: string) => ledger.readHead(identity)),
    readHeads: late((identities: readonly string[]) => ledger.readHeads(identities)),
    putEntry: late((...entry: Parameters<Ledger['putEntry']>) => ledger.putEntry(...entry)),
    claim: late((...heads: Parameters<Ledger['claim']>) => ledger.claim(...heads)),
    close: late((...closing: Parameters<Ledger['close']>) => ledger.close(...closing)),
  };
};

/** The public samples: batches of ten, a Describe and an Update for every message, the SDK's three attempts, five receives. */
export async function burstOfNaive(options: BurstOptions): Promise<Burst> {
  const schedule = makeSchedule();
  const chance = makeChance(options.seed ?? 1);
  const limited = makeLimitedRegistry(schedule, chance, options);
  const registry = registryOf(limited, schedule.now);
  // Lambda starts with five pollers and adds up to 300 a minute.
  const atOnce = (): number => Math.min(1_000, 5 + Math.floor((schedule.now() / 60_000) * 300));
  const ended = await drain(limited, schedule, eventsOf(limited, chance), {
    batch: 10,
    atOnce,
    mostReceives: 5,
    async work(batch) {
      const answers: (number | null)[] = [];
      for (const { arn } of batch) answers.push(await decideNaively(registry, limited, chance, arn));
      return answers;
    },
  });
  return resultOf(limited, options, ended);
}

const NAIVE_VISIBILITY = 180;

async function decideNaively(
  registry: Registry,
  { after }: LimitedRegistry,
  chance: Chance,
  arn: ModelPackageArn,
): Promise<number | null> {
  const sdk = async <T>(ask: () => Promise<T>): Promise<T> => {
    for (let attempt = 0; ; attempt++) {
      try {
        return await ask();
      } catch (error) {
        if (attempt === 2) throw error;
        await after(Math.min(20_000, chance.draw() * 1000 * 2 ** attempt));
      }
    }
  };
  try {
    const seen = await sdk(() => registry.describe(arn, { card: false }));
    if (seen?.description.approvalStatus !== 'PendingManualApproval') return null;
    const isGood = Number(seen.description.metadata.get('accuracy')) >= 0.9;
    await sdk(() =>
      registry.update(
        {
          arn,
          approvalStatus: isGood ? 'Approved' : 'Rejected',
          approvalDescription: '',
          metadata: new Map(),
          metadataToRemove: [],
          clientToken: 'naive',
        },
        () => true,
      ),
    );
    return null;
  } catch {
    return NAIVE_VISIBILITY;
  }
}
