// The champion: the highest other approved version of a group, looked up once per batch and carried forward by approvals made in it.
import { NotYetError } from '../errors.ts';
import { arnKey, type ModelPackageArn } from '../identity.ts';
import type { Needs } from '../policy/policy.ts';
import type { Registry } from '../ports.ts';
import {
  isDescribed,
  summaryOf,
  type Fact,
  type PackageDescription,
  type PackageEvidence,
  type PackageSummary,
  type Report,
} from './evidence.ts';
import type { GatherEvidence } from './gather.ts';
import { keptVersionOf, type KeptVersion } from './recorded-inputs.ts';

export type ChampionPorts = {
  readonly registry: Pick<Registry, 'listApproved' | 'describe' | 'batchDescribe'>;
  readonly gatherEvidence: GatherEvidence;
};

/** What a batch knows about champions; made anew for each batch. */
export type Champions = {
  /** The champion that this version is compared with; null inside the fact where there is none. Throws ThrottledError, UnansweredError, NotYetError. */
  of(arn: ModelPackageArn, needs: Needs): Promise<Fact<PackageEvidence | null>>;
  /** How a champion that `of` answered with is kept for the record; null for one that it did not. */
  keptOf(champion: PackageEvidence): KeptVersion | null;
  /** Says that this version was approved in this batch, with the evidence it was approved on and how that is kept. */
  carryForward(
    arn: ModelPackageArn,
    gathered: { readonly evidence: PackageEvidence | null; readonly kept?: KeptVersion | null },
  ): void;
};

/** The version itself may be the newest approved one; the one after it is then its champion. */
const LISTED = 2;
const NONE: Fact<PackageEvidence | null> = { state: 'present', value: null };

/** Makes the look-ups of one batch: one list and one reading of each champion. A look-up that failed is made again when asked for again. */
export function makeChampions(ports: ChampionPorts): Champions {
  const listed = new Map<string, Promise<readonly ModelPackageArn[]>>();
  const carried = new Map<string, Carried>();
  const read = new Map<string, Promise<Fact<PackageEvidence | null>>>();
  const kept = new Map<PackageEvidence, KeptVersion>();
  return {
    async of(arn, needs) {
      if (!needs.champion && !needs.newestApproved) return NONE;
      const approved = await once(listed, groupKey(arn), () => ports.registry.listApproved(arn.group, LISTED));
      const ofBatch = [...carried.values()]
        .map(({ whole }) => whole.package.arn)
        .filter((one) => groupKey(one) === groupKey(arn));
      const highest = highestOther([...approved, ...ofBatch], arn);
      if (!highest) return NONE;
      const known = carried.get(arnKey(highest));
      if (known && !needs.champion) return { state: 'present', value: known.summary };
      if (known && isEnough(known.whole, needs)) return { state: 'present', value: known.whole };
      return once(read, `${arnKey(highest)} ${shapeOf(needs)}`, () => readChampion(ports, highest, { needs, kept }));
    },
    keptOf: (champion) => kept.get(champion) ?? null,
    carryForward(arn, { evidence, kept: own }) {
      if (!evidence) return;
      const one = carriedOf(evidence);
      carried.set(arnKey(arn), one);
      if (own) kept.set(one.whole, own);
      kept.set(one.summary, keptSummaryOf(one.summary.package));
    },
  };
}

/** A version that was approved in this batch: with its evidence, and as little as policies see that only ask which version is the newest. */
type Carried = { readonly whole: PackageEvidence; readonly summary: PackageEvidence };

const carriedOf = (evidence: PackageEvidence): Carried => ({
  whole: { package: evidence.package, reports: evidence.reports, cards: evidence.cards },
  summary: { package: summaryOf(evidence.package), reports: new Map(), cards: new Map() },
});

/** A summary travels in the record itself: no raw answer is kept for a champion that nobody compares values with. */
const keptSummaryOf = (seen: PackageSummary): KeptVersion => ({
  version: { summary: seen, description: null, hasCard: false, documents: [] },
  recordings: [],
});

/** Reads one version as champion: described with its reports where its values are compared, else its summary. What access or content forbids is corrupt. */
async function readChampion(
  ports: ChampionPorts,
  arn: ModelPackageArn,
  { needs, kept }: { readonly needs: Needs; readonly kept: Map<PackageEvidence, KeptVersion> },
): Promise<Fact<PackageEvidence | null>> {
  try {
    const { seen, raw } = needs.champion ? await describe(ports, arn, needs) : await summary(ports, arn, needs);
    // The list said Approved. Who compares with nothing where there was a champion might approve what should not be.
    if (seen?.approvalStatus !== 'Approved')
      throw new NotYetError(`${arn.arn} was listed as Approved and is not any more: the group is looked at again`, 5);
    const value = await withReports(ports, { seen, raw, needs, kept });
    return { state: 'present', value };
  } catch (error) {
    if (!(error instanceof Error && /^(?:AccessDenied|InvalidError)/u.test(error.name))) throw error;
    return { state: 'corrupt', cause: `${arn.arn} can't be read (${error.name})` };
  }
}

type Reading = {
  readonly seen: PackageSummary | PackageDescription;
  readonly raw: string | null;
  readonly needs: Needs;
  readonly kept: Map<PackageEvidence, KeptVersion>;
};

/** The champion with its reports where its values are compared; notes how it is kept. */
async function withReports(ports: ChampionPorts, { seen, raw, needs, kept }: Reading): Promise<PackageEvidence> {
  const request = { package: seen, needs: { ...needs, groupTags: false }, champion: NONE };
  const gathered = needs.champion ? await ports.gatherEvidence(request) : null;
  const { reports = new Map<string, Report>(), cards = new Map<string, Report>() } = gathered?.evidence ?? {};
  const value = { package: seen, reports, cards };
  const { documents = [], recordings = [] } = gathered ?? {};
  kept.set(value, keptVersionOf({ package: seen, raw, needs, documents, recordings }));
  return value;
}

type Seen = { readonly seen: PackageSummary | PackageDescription | null; readonly raw: string | null };

async function describe({ registry }: ChampionPorts, arn: ModelPackageArn, needs: Needs): Promise<Seen> {
  const answer = await registry.describe(arn, { card: needs.card });
  return { seen: answer?.description ?? null, raw: answer?.raw ?? null };
}

async function summary(ports: ChampionPorts, arn: ModelPackageArn, needs: Needs): Promise<Seen> {
  const { found } = await ports.registry.batchDescribe([arn]);
  const seen = found.get(arnKey(arn));
  return seen ? { seen, raw: null } : describe(ports, arn, needs);
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
  isDescribed(known.package) &&
  needs.declarations.every(({ name }) => known.reports.has(name) || known.cards.has(name));

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
