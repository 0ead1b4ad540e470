// The naive design in a burst, as public samples have it: batches of ten, a Describe and an Update for every message, the SDK's three attempts, five receives.
import { parseModelPackageArn } from '../../../lib/identity.ts';
import type { Registry } from '../../../lib/ports.ts';
import { type Burst, type BurstOptions, type Design, runBurst } from './burst.ts';
import type { QueuedMessage } from './queue.ts';
import type { LimitedRegistry, VirtualWorld } from './registry.ts';

const VISIBILITY = 180_000;
const ATTEMPTS = 3;

/** Runs one burst through the naive design. */
export const burstOfNaive = (options: BurstOptions): Promise<Burst> => runBurst(options, designOf);

function designOf(world: VirtualWorld, { registry }: LimitedRegistry): Design {
  const calls = new Map<string, number>();
  const { schedule } = world;
  return {
    calls,
    // Its rule names the pending status, so that its own writes do not wake it.
    hears: (body) => body.includes('"ModelApprovalStatus":"PendingManualApproval"'),
    mapping: {
      batchSize: 10,
      window: 0,
      mostReceives: 5,
      // Lambda starts with five pollers and adds up to 300 a minute.
      atOnce: () => Math.min(1_000, 5 + Math.floor((schedule.now() / 60_000) * 300)),
    },
    async work(batch) {
      const answers: (number | null)[] = [];
      for (const message of batch) answers.push(await decide(registry, world, message, calls));
      return answers;
    },
  };
}

/** As the SDK does by itself: three attempts with full jitter. */
async function persistently<T>({ after, chance }: VirtualWorld, ask: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask();
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
      await after(Math.min(20_000, chance.draw() * 1000 * 2 ** (attempt - 1)));
    }
  }
}

async function decide(
  registry: Registry,
  world: VirtualWorld,
  { body }: QueuedMessage,
  calls: Map<string, number>,
): Promise<number | null> {
  const { detail } = JSON.parse(body) as { detail: { ModelPackageArn: string } };
  const arn = parseModelPackageArn(detail.ModelPackageArn);
  try {
    const seen = await persistently(world, () => registry.describe(arn, { card: false }));
    if (seen?.description.approvalStatus !== 'PendingManualApproval') return null;
    const isGood = Number(seen.description.metadata.get('accuracy')) >= 0.9;
    const request = {
      arn,
      approvalStatus: isGood ? 'Approved' : 'Rejected',
      approvalDescription: '',
      metadata: new Map<string, string>(),
      metadataToRemove: [],
      clientToken: 'naive',
    } as const;
    await persistently(world, () => registry.update(request, () => true));
    calls.set('PutEvents', (calls.get('PutEvents') ?? 0) + 1);
    await world.after(10);
    return null;
  } catch {
    return VISIBILITY;
  }
}
