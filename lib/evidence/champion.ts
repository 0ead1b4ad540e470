// The champion: the highest other approved version of a group, looked up once per batch and carried forward by approvals made in it.
import { NotYetError } from '../errors.ts';
import { arnKey, type ModelPackageArn } from '../identity.ts';
import type { Needs } from '../policy/policy.ts';
import type { Registry } from '../ports.ts';
import {
  isDescribed,
  type Fact,
  type PackageDescription,
  type PackageEvidence,
  type PackageSummary,
} from './evidence.ts';
import type { GatherEvidence } from './gather.ts';

export type ChampionPorts = {
  readonly registry: Pick<Registry, 'listApproved' | 'describe' | 'batchDescribe'>;
  readonly gatherEvidence: GatherEvidence;
};

/** What a batch knows about champions; made anew for each batch. */
export type Champions = {
  /** The champion that this version is compared with; null inside the fact where there is none. Throws ThrottledError, UnansweredError, NotYetError. */
  of(arn: ModelPackageArn, needs: Needs): Promise<Fact<PackageEvidence | null>>;
  /** Says that this version was approved in this batch, with the evidence it was approved on. */
  carryForward(arn: ModelPackageArn, gathered: { readonly evidence: PackageEvidence | null }): void;
};

/** The version itself may be the newest approved one; the one after it is then its champion. */
const LISTED = 2;
const NONE: Fact<PackageEvidence | null> = { state: 'present', value: null };

/** Makes the look-ups of one batch: one list and one reading of each champion. A look-up that failed is made again when asked for again. */
export function makeChampions(ports: ChampionPorts): Champions {
  const listed = new Map<string, Promise<readonly ModelPackageArn[]>>();
  const carried = new Map<string, PackageEvidence>();
  const read = new Map<string, Promise<Fact<PackageEvidence | null>>>();
  return {
    async of(arn, needs) {
      if (!needs.champion && !needs.newestApproved) return NONE;
      const approved = await once(listed, groupKey(arn), () => ports.registry.listApproved(arn.group, LISTED));
      const ofBatch = [...carried.values()]
        .map((one) => one.package.arn)
        .filter((one) => groupKey(one) === groupKey(arn));
      const highest = highestOther([...approved, ...ofBatch], arn);
      if (!highest) return NONE;
      const known = carried.get(arnKey(highest));
      if (known && isEnough(known, needs)) return { state: 'present', value: known };
      return once(read, `${arnKey(highest)} ${shapeOf(needs)}`, () => readChampion(ports, highest, needs));
    },
    carryForward(arn, { evidence }) {
      if (evidence)
        carried.set(arnKey(arn), { package: evidence.package, reports: evidence.reports, cards: evidence.cards });
    },
  };
}

/** Reads one version as champion: described with its reports where its values are compared, else its summary. What access or content forbids is corrupt. */
export async function readChampion(
  ports: ChampionPorts,
  arn: ModelPackageArn,
  needs: Needs,
): Promise<Fact<PackageEvidence | null>> {
  try {
    const seen = needs.champion ? await describe(ports, arn, needs) : await summary(ports, arn, needs);
    // The list said Approved. Who compares with nothing where there was a champion might approve what should not be.
    if (seen?.approvalStatus !== 'Approved')
      throw new NotYetError(`${arn.arn} was listed as Approved and is not any more: the group is looked at again`, 5);
    if (!needs.champion) return { state: 'present', value: { package: seen, reports: new Map(), cards: new Map() } };
    const { evidence } = await ports.gatherEvidence({
      package: seen,
      needs: { ...needs, groupTags: false },
      champion: NONE,
    });
    return { state: 'present', value: { package: seen, reports: evidence.reports, cards: evidence.cards } };
  } catch (error) {
    if (!(error instanceof Error && /^(?:AccessDenied|InvalidError)/u.test(error.name))) throw error;
    return { state: 'corrupt', cause: `${arn.arn} can't be read (${error.name})` };
  }
}

async function describe(
  { registry }: ChampionPorts,
  arn: ModelPackageArn,
  needs: Needs,
): Promise<PackageDescription | null> {
  return (await registry.describe(arn, { card: needs.card }))?.description ?? null;
}

async function summary(ports: ChampionPorts, arn: ModelPackageArn, needs: Needs): Promise<PackageSummary | null> {
  const { found } = await ports.registry.batchDescribe([arn]);
  return found.get(arnKey(arn)) ?? (await describe(ports, arn, needs));
}

const groupKey = (arn: ModelPackageArn): string => arnKey({ ...arn, version: null });

function highestOther(approved: readonly ModelPackageArn[], arn: ModelPackageArn): ModelPackageArn | undefined {
  const [highest] = approved
    .filter((one) => one.version !== arn.version)
    .toSorted((a, b) => (b.version ?? 0) - (a.version ?? 0));
  return highest;
}

/** Whether what was gathered to approve it says all that is asked now. */
const isEnough = (known: PackageEvidence, needs: Needs): boolean =>
  !needs.champion ||
  (isDescribed(known.package) &&
    needs.declarations.every(({ name }) => known.reports.has(name) || known.cards.has(name)));

/** Needs of the same shape read the same. */
const shapeOf = ({ champion, card, declarations }: Needs): string =>
  JSON.stringify([champion, card, declarations.map(({ name, from, fields }) => [name, from, fields])]);

/** A promise by key, kept unless it fails. */
function once<T>(kept: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const made = kept.get(key) ?? make();
  kept.set(key, made);
  made.catch(() => kept.delete(key));
  return made;
}
