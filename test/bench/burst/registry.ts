// SageMaker as far as a burst needs it, in virtual time: a token bucket for each operation, and an event for each change.
import { arnKey, type ModelPackageArn } from '../../../lib/identity.ts';
import { isDescribed, type PackageDescription } from '../../../lib/evidence/evidence.ts';
import { type Registry, type RegistryUpdate, ThrottledError } from '../../../lib/ports.ts';
import { arnOf, describedOf } from '../../evidence/given.ts';
import type { Chance, Schedule } from '../../simulation/schedule.ts';

/** Where virtual time begins (ms). */
const BEGIN = Date.UTC(2026, 10, 25);

export type VirtualWorld = {
  readonly schedule: Schedule;
  readonly chance: Chance;
  readonly clock: () => number;
  /** Resolves after so many milliseconds of virtual time. */
  readonly after: (milliseconds: number) => Promise<void>;
};

/** A clock that only moves by its agenda. */
export function makeVirtualWorld(schedule: Schedule, chance: Chance): VirtualWorld {
  const after = (milliseconds: number): Promise<void> =>
    new Promise((resolve) =>
      schedule.at(schedule.now() + milliseconds, () => {
        resolve();
        schedule.stir();
      }),
    );
  return { schedule, chance, clock: () => BEGIN + schedule.now(), after };
}

export type LimitedRegistry = {
  readonly packages: ReadonlyMap<string, PackageDescription>;
  readonly registry: Registry;
  /** Calls that were sent, by operation, refused ones among them. */
  readonly calls: ReadonlyMap<string, number>;
  readonly throttled: () => number;
};

type Limits = {
  readonly versions: number;
  readonly groups: number;
  /** Calls a second that each operation allows; its bucket holds two seconds' worth. */
  readonly limit: number;
  /** Told of a version when it was changed, as an event's body. */
  readonly onChange: (arn: ModelPackageArn, body: string) => void;
};

/** Registers so many pending versions; every fifth is not good enough. */
export function makeLimitedRegistry(world: VirtualWorld, limits: Limits): LimitedRegistry {
  const packages = makePackages(limits, world.clock());
  const { call, calls, throttled } = makeBuckets(world, limits.limit);
  const registry: Registry = {
    batchDescribe: (arns) =>
      call('BatchDescribeModelPackage', () => {
        const found = arns.flatMap((arn) => packages.get(arnKey(arn)) ?? []);
        return { found: new Map(found.map((one) => [arnKey(one.arn), one])), failed: new Map() };
      }),
    describe: (arn) =>
      call('DescribeModelPackage', () => {
        const description = packages.get(arnKey(arn));
        return description ? { description, raw: '{}' } : null;
      }),
    listApproved: async () => [],
    groupTags: async () => new Map(),
    update: (request) =>
      call('UpdateModelPackage', () => {
        const changed = changedBy(packages.get(arnKey(request.arn)), request, world.clock());
        if (!changed) return;
        packages.set(arnKey(request.arn), changed);
        limits.onChange(request.arn, bodyOf(changed, Object.keys(UPDATED)));
      }),
  };
  return { packages, registry, calls, throttled };
}

function makePackages({ versions, groups }: Limits, now: number): Map<string, PackageDescription> {
  const packages = new Map<string, PackageDescription>();
  for (let index = 0; index < versions; index++) {
    const arn = arnOf(Math.floor(index / groups) + 1, `burst-${index % groups}`);
    const metadata = new Map([['accuracy', index % 5 === 4 ? '0.8' : '0.95']]);
    packages.set(arnKey(arn), describedOf({ arn, metadata, creationTime: now, lastModifiedTime: now }));
  }
  return packages;
}

/** Answers after 30 to 80 ms; refuses where the bucket of the operation is empty. */
function makeBuckets({ schedule, chance, after }: VirtualWorld, limit: number) {
  const buckets = new Map<string, { tokens: number; at: number }>();
  const calls = new Map<string, number>();
  let throttled = 0;
  const call = async <T>(operation: string, effect: () => T): Promise<T> => {
    await after(chance.between(30, 80));
    const now = schedule.now();
    const { tokens, at } = buckets.get(operation) ?? { tokens: 2 * limit, at: now };
    const left = Math.min(2 * limit, tokens + ((now - at) / 1000) * limit);
    const isRefused = left < 1;
    buckets.set(operation, { tokens: isRefused ? left : left - 1, at: now });
    calls.set(operation, (calls.get(operation) ?? 0) + 1);
    if (!isRefused) return effect();
    throttled += 1;
    throw new ThrottledError(`${operation}: throttled`);
  };
  return { call, calls, throttled: () => throttled };
}

function changedBy(
  before: PackageDescription | undefined,
  request: RegistryUpdate,
  now: number,
): PackageDescription | null {
  if (!before || !isDescribed(before)) return null;
  return {
    ...before,
    metadata: new Map([...before.metadata, ...request.metadata]),
    approvalStatus: request.approvalStatus ?? before.approvalStatus,
    approvalDescription: request.approvalDescription ?? before.approvalDescription,
    lastModifiedTime: now,
  };
}

const UPDATED = { ModelApprovalStatus: true, ApprovalDescription: true, CustomerMetadataProperties: true };

/** The event of a version as it is; times in whole seconds, as AWS's events have them. */
export function bodyOf(seen: PackageDescription, updatedFields: readonly string[] = []): string {
  const { arn, approvalStatus, approvalDescription, creationTime, lastModifiedTime } = seen;
  return JSON.stringify({
    source: 'aws.sagemaker',
    'detail-type': 'SageMaker Model Package State Change',
    account: arn.account,
    region: arn.region,
    detail: {
      ModelPackageArn: arn.arn,
      ModelApprovalStatus: approvalStatus,
      ApprovalDescription: approvalDescription ?? '',
      CreationTime: inSeconds(creationTime),
      LastModifiedTime: inSeconds(lastModifiedTime),
      UpdatedModelPackageFields: updatedFields,
    },
  });
}

const inSeconds = (time: number): string => `${new Date(time).toISOString().slice(0, 19)}Z`;
