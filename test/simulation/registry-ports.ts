// The registry as the functions after decide read it: descriptions of simulated packages, mostly the truth, sometimes that of a moment ago.
import type { PackageDescription } from '../../lib/evidence/evidence.ts';
import { identityOf, parseModelPackageArn, type ModelPackageArn } from '../../lib/identity.ts';
import type { Registry } from '../../lib/ports.ts';
import type { ReadSource } from '../../lib/registration-ports.ts';
import { request, type Worker } from './trouble.ts';
import type { PackageState } from './records.ts';
import { PACKAGES, type World } from './world.ts';
import { stateAsSeen } from './workers.ts';

const identityBy = (arn: ModelPackageArn): string => identityOf(arn, 0);

const metadataOf = ({ marker }: PackageState): ReadonlyMap<string, string> =>
  new Map(marker === null ? [] : [['modelgate:decision', marker]]);

function read(world: World, worker: Worker, arn: ModelPackageArn): Promise<PackageState | null> {
  const effect = (): PackageState | null => {
    const seen = stateAsSeen(world, identityBy(arn));
    return seen.isDeleted ? null : seen;
  };
  return request(world.trouble, worker, { name: `describe v${arn.version}`, effect, isWrite: false });
}

const descriptionOf = (arn: ModelPackageArn, seen: PackageState): PackageDescription =>
  ({
    arn,
    approvalStatus: seen.status,
    metadata: metadataOf(seen),
    provenance: new Map(),
    creationTime: 0,
    lastModifiedTime: seen.modifiedAt,
    createdBy: null,
    lastModifiedBy: seen.by,
  }) as unknown as PackageDescription;

/** Describe and the list of approved versions. */
export function registryOf(world: World, worker: Worker): Registry {
  const approved = (): readonly ModelPackageArn[] =>
    [...PACKAGES]
      .filter(([identity]) => {
        const { status, isDeleted } = stateAsSeen(world, identity);
        return status === 'Approved' && !isDeleted;
      })
      .map(([, arn]) => arn)
      .toSorted((a, b) => (b.version ?? 0) - (a.version ?? 0));
  return {
    describe: async (arn: ModelPackageArn) => {
      const seen = await read(world, worker, arn);
      return seen && { raw: '', description: descriptionOf(arn, seen) };
    },
    listApproved: async (_group: string, limit: number) =>
      (await request(world.trouble, worker, { name: 'listApproved', effect: approved, isWrite: false })).slice(
        0,
        limit,
      ),
  } as unknown as Registry;
}

/** A version as register reads it whole. */
export const sourceOf =
  (world: World, worker: Worker): ReadSource =>
  async (text) => {
    const arn = parseModelPackageArn(text);
    const seen = await read(world, worker, arn);
    return (
      seen && {
        identity: identityBy(arn),
        approvalStatus: seen.status,
        metadata: metadataOf(seen),
        descriptionDigests: [seen.digest],
        objects: [],
        sourceUriToFollow: null,
        document: '{}',
      }
    );
  };
