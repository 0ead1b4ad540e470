// Versions registered at once, and what a design makes of them: calls by operation, refusals, what is left undone, and how long it takes.
import type { ModelPackageArn } from '../../../lib/identity.ts';
import { makeChance, makeSchedule } from '../../simulation/schedule.ts';
import { type Mapping, makeQueue } from './queue.ts';
import { bodyOf, type LimitedRegistry, makeLimitedRegistry, makeVirtualWorld, type VirtualWorld } from './registry.ts';

export type BurstOptions = {
  readonly versions: number;
  /** Calls a second that the registry allows to each operation; its bucket holds two seconds' worth. */
  readonly limit: number;
  /** How often each event comes: 1.3 is what a burst brings on average. */
  readonly copies?: number;
  readonly groups?: number;
  readonly seed?: number;
  /** The limit that the gate was told, where it is another. */
  readonly assumed?: number;
  /** Whether the policy needs descriptions; without, it looks at images alone. */
  readonly isDescribed?: boolean;
};

/** What a burst came to; times in seconds of virtual time. `bound` is what the limit alone makes of the writes. */
export type Burst = {
  /** Calls by operation, of the registry and of all else. */
  readonly calls: ReadonlyMap<string, number>;
  readonly throttledShare: number;
  readonly undecided: number;
  readonly deadLetters: number;
  readonly deliveries: number;
  /** Seconds of the functions' time, all added up. */
  readonly busy: number;
  readonly drained: number;
  readonly bound: number;
};

export type Design = {
  readonly mapping: Omit<Mapping, 'work'>;
  readonly work: Mapping['work'];
  /** Which events wake it. */
  readonly hears: (body: string) => boolean;
  /** Calls to other services than the registry. */
  readonly calls: ReadonlyMap<string, number>;
};

const SPREAD_MS = 300;

/** Runs one burst to its end. The events of a change come `copies` times, spread over 300 ms, so in no order. */
export async function runBurst(
  options: BurstOptions,
  makeDesign: (world: VirtualWorld, limited: LimitedRegistry) => Design,
): Promise<Burst> {
  const { versions, limit, copies = 1.3, groups = 50, seed = 1 } = options;
  const schedule = makeSchedule();
  const world = makeVirtualWorld(schedule, makeChance(seed));
  const late: { emit?: (arn: ModelPackageArn, body: string) => void } = {};
  const limited = makeLimitedRegistry(world, {
    versions,
    groups,
    limit,
    onChange: (arn, body) => late.emit?.(arn, body),
  });
  const design = makeDesign(world, limited);
  const queue = makeQueue(world, { ...design.mapping, work: design.work });
  late.emit = (_arn, body) => {
    if (!design.hears(body)) return;
    const times = Math.floor(copies) + (world.chance.chance(copies % 1) ? 1 : 0);
    for (let copy = 0; copy < times; copy++)
      schedule.at(schedule.now() + world.chance.between(0, SPREAD_MS), () => queue.send(body));
  };
  for (const seen of limited.packages.values()) late.emit(seen.arn, bodyOf(seen));
  await schedule.runUntil(SPREAD_MS);
  const drained = (await queue.drain()) / 1000;
  const sent = [...limited.calls.values()].reduce((sum, count) => sum + count, 0);
  return {
    calls: new Map([...limited.calls, ...design.calls]),
    throttledShare: limited.throttled() / sent,
    undecided: [...limited.packages.values()].filter((one) => one.approvalStatus === 'PendingManualApproval').length,
    deadLetters: queue.deadLetters(),
    deliveries: queue.deliveries(),
    busy: queue.busy() / 1000,
    drained,
    bound: versions / limit,
  };
}
