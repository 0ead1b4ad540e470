// One look at a package version: describe it, gather what its policies need, evaluate, and say what the protocol has to know.
import { descriptionDigestOf, packageDigestOf } from '../evidence/digests.ts';
import {
  isDescribed,
  type PackageDescription,
  type PackageEvidence,
  type PackageSummary,
  type Fact,
} from '../evidence/evidence.ts';
import type { GatherEvidence } from '../evidence/gather.ts';
import { keptVersionOf, recordingsOf, type KeptVersion } from '../evidence/recorded-inputs.ts';
import type { ModelPackageArn } from '../identity.ts';
import { changedBy } from '../ledger/changed-by.ts';
import type { Authors, Head } from '../ledger/head.ts';
import type { PrepareReview } from '../ledger/review-rules.ts';
import { evaluate } from '../policy/evaluate.ts';
import type { Policy } from '../policy/load.ts';
import { policyDigestOf } from '../policy/match.ts';
import { needsOf } from '../policy/needs.ts';
import type { Assessment, Needs } from '../policy/policy.ts';
import type { Clock, Registry } from '../ports.ts';
import type { Gathered } from './compose.ts';
import type { ReadContacts } from './contacts.ts';
import { markerOf } from './registry-text.ts';
import type { Look } from '../ledger/look.ts';

export type LookPorts = {
  readonly clock: Clock;
  readonly registry: Registry;
  readonly gatherEvidence: GatherEvidence;
  /** The group's champion for this version, looked up once per batch and carried forward by approvals made in it. */
  readonly champion: (arn: ModelPackageArn, needs: Needs) => Promise<Fact<PackageEvidence | null>>;
  /** How that champion is kept for the record. Where it is not given, it is not kept. */
  readonly keptChampion?: (champion: PackageEvidence) => KeptVersion | null;
  /** Whom the group's tags name. Where it is not given, nobody is looked up. */
  readonly readContacts?: ReadContacts;
  /** Whether something follows from an approval, whose failure somebody has to hear of. */
  readonly setsInMotion?: (subject: Pick<ModelPackageArn, 'group' | 'account'>) => boolean;
  /** Where it is not given, nobody asks who made a version. */
  readonly prepareReview?: PrepareReview;
};

/** A summary read for many versions at once, with the time its call began. It may stand for the first look of a version that needs no more. */
export type SharedSummary = { readonly lookedAt: number; readonly summary: PackageSummary };

/** Makes `look` for one package, and `gathered`, which answers with what the newest look gathered. */
export function makeLook(
  ports: LookPorts,
  arn: ModelPackageArn,
  policies: readonly Policy[],
  shared: () => Promise<SharedSummary | null>,
) {
  const needs = needsOf(policies);
  const policyDigest = policyDigestOf(policies);
  let newest: Gathered | null = null;

  const look = async (head: Head | null): Promise<Look | null> => {
    const first = await read(ports, arn, needs, head === null && !needs.description ? pendingOf(await shared()) : null);
    if (!first) return null;
    const descriptionDigest = descriptionDigestOf(first.seen, { described: needs.description });
    const gatherFrom = async (answer: Answer): Promise<Gathered> => {
      const found = await gather(ports, answer, policies, needs);
      return prepared(ports, found, authorsOf(head, found, descriptionDigest));
    };
    const known = isDecided(head, first.seen, descriptionDigest) ? head : null;
    newest = known ? knownOf(first.seen) : await gatherFrom(first);
    // Who made it is asked only where people are: a summary does not tell.
    const isAsked = newest.assessment.verdict === 'RequireReview' && !isDescribed(first.seen);
    const answer = isAsked ? await read(ports, arn, { ...needs, description: true }, null) : first;
    if (!answer) return null;
    if (isAsked) newest = await gatherFrom(answer);
    const packageDigest =
      known?.packageDigest ?? packageDigestOf(descriptionDigest, newest.evidence?.reports ?? new Map());
    const authors = authorsOf(head, newest, descriptionDigest);
    return lookOf(answer, newest, { authors, descriptionDigest, packageDigest, policyDigest });
  };
  const gathered = (): Gathered => {
    if (!newest) throw new Error(`nothing was gathered about ${arn.arn} before its decision was composed`);
    return newest;
  };
  return { look, gathered };
}

/** A summary tells neither who set a status nor whether a version was born with it, so it serves those that nobody has decided. */
const pendingOf = (shared: SharedSummary | null): SharedSummary | null =>
  shared?.summary.approvalStatus === 'PendingManualApproval' ? shared : null;

type Answer = {
  readonly lookedAt: number;
  readonly seen: PackageSummary | PackageDescription;
  /** SageMaker's answer as JSON; null where it is a summary. */
  readonly raw: string | null;
};

/** What the protocol has to know of a look. */
const lookOf = (
  { lookedAt, seen }: Answer,
  gathered: Gathered,
  digests: Pick<Look, 'authors' | 'descriptionDigest' | 'packageDigest' | 'policyDigest'>,
): Look => ({
  ...digests,
  ...traceOf(seen),
  champion: championOf(gathered),
  lookedAt,
  assessment: seen.approvalStatus === 'PendingManualApproval' ? gathered.assessment : null,
});

const championOf = ({ evidence }: Gathered): string | null =>
  evidence?.champion.state === 'present' ? (evidence.champion.value?.package.arn.arn ?? null) : null;

const knownOf = (seen: PackageSummary | PackageDescription): Gathered => ({
  package: seen,
  evidence: null,
  assessment: NOTHING_TO_SAY,
  recordings: [],
});

/** What the policies say once it is known whether anybody could answer. */
const prepared = (ports: LookPorts, one: Gathered, authors: Authors): Gathered => ({
  ...one,
  assessment: ports.prepareReview?.(one.assessment, authors, one.package.arn) ?? one.assessment,
});

/** Who made and changed the version, and what the metadata keys say that the requirements name. */
function authorsOf(head: Head | null, { package: seen, assessment }: Gathered, descriptionDigest: string): Authors {
  if (!isDescribed(seen)) return { registrant: null, changedBy: head?.changedBy ?? [], metadata: [] };
  const { createdBy: registrant, lastModifiedBy, metadata } = seen;
  const named = assessment.requirements.flatMap(({ notFrom }) => notFrom);
  const keys = [...new Set(named)].filter((one) => one.startsWith('metadata:')).map((one) => one.slice(9));
  return {
    registrant,
    changedBy: changedBy(head, { descriptionDigest, lastModifiedBy }),
    metadata: keys.map((key) => ({ key, value: metadata.get(key) ?? null })),
  };
}

/** The registry shows what HEAD wants, on the same description: reports are not read again for it, unless people still answer. */
const isDecided = (head: Head | null, seen: PackageSummary, descriptionDigest: string): boolean =>
  seen.approvalStatus !== 'PendingManualApproval' &&
  head?.state === 'done' &&
  !head.review &&
  !head.bypass &&
  head.target === seen.approvalStatus &&
  head.descriptionDigest === descriptionDigest;

/** The version as it is now; null where it is gone, or about to go. */
async function read(
  ports: LookPorts,
  arn: ModelPackageArn,
  { card }: Needs,
  shared: SharedSummary | null,
): Promise<Answer | null> {
  const lookedAt = shared?.lookedAt ?? ports.clock();
  const described = shared ? null : await ports.registry.describe(arn, { card });
  const seen = shared?.summary ?? described?.description;
  return seen && seen.status !== 'Deleting' ? { lookedAt, seen, raw: described?.raw ?? null } : null;
}

async function gather(
  ports: LookPorts,
  { seen, raw }: Answer,
  policies: readonly Policy[],
  needs: Needs,
): Promise<Gathered> {
  if (seen.status === 'Failed') {
    const { recordings } = keptVersionOf({ package: seen, raw, needs, documents: [], recordings: [] });
    return { package: seen, evidence: null, assessment: heldBecause(seen), recordings };
  }
  const isChampionWanted = needs.champion || needs.newestApproved;
  const champion: Fact<PackageEvidence | null> = isChampionWanted
    ? await ports.champion(seen.arn, needs)
    : { state: 'present', value: null };
  const { evidence, ...found } = await ports.gatherEvidence({ package: seen, needs, champion });
  const kept = keptVersionOf({ package: seen, raw, needs, ...found });
  const compared = champion.state === 'present' ? champion.value : null;
  const keptChampion = (compared && ports.keptChampion?.(compared)) ?? null;
  const recordings = recordingsOf(evidence, needs, { own: kept, champion: keptChampion });
  const assessment = seen.registrationType === 'Logged' ? LOGGED : evaluate(policies, evidence);
  const isTold = isHeardOf(seen, assessment) || ports.setsInMotion?.(seen.arn);
  const contacts = isTold ? ((await ports.readContacts?.(seen.arn)) ?? null) : null;
  return { package: seen, evidence, assessment, recordings, kept, contacts };
}

/** Whether people may have to hear of it. An approval from which nothing follows and a wait for evidence go without, so that the usual decision costs no ListTags. */
const isHeardOf = (seen: PackageSummary, { verdict, isWaiting }: Assessment): boolean =>
  seen.approvalStatus !== 'PendingManualApproval' || (verdict !== 'Approve' && verdict !== 'NoOpinion' && !isWaiting);

type Trace = Pick<Look, 'status' | 'bornApproved' | 'marker' | 'modifiedAt' | 'lastModifiedBy'>;

/** Status, how we know our own write again, and who wrote last; a summary tells neither of the latter. */
function traceOf(seen: PackageSummary | PackageDescription): Trace {
  const { approvalStatus: status, creationTime: modifiedAt } = seen;
  const bornApproved = isBornApproved(seen);
  if (!isDescribed(seen)) return { status, bornApproved, marker: null, modifiedAt, lastModifiedBy: null };
  const marker = markerOf(seen.metadata, seen.approvalDescription);
  return { status, bornApproved, marker, modifiedAt: seen.lastModifiedTime, lastModifiedBy: seen.lastModifiedBy };
}

/** Never changed since it was registered, and already approved. */
const isBornApproved = (seen: PackageSummary | PackageDescription): boolean =>
  seen.approvalStatus === 'Approved' && isDescribed(seen) && seen.lastModifiedTime <= seen.creationTime;

const NOTHING_TO_SAY: Assessment = {
  verdict: 'NoOpinion',
  holdCause: null,
  isWaiting: false,
  policies: [],
  shadow: [],
  requirements: [],
  determining: [],
  reasons: [],
  warnings: [],
  errors: [],
  missing: [],
};
const LOGGED: Assessment = {
  ...NOTHING_TO_SAY,
  reasons: ['registration type is Logged: only registered versions are decided'],
};
const heldBecause = (seen: PackageSummary): Assessment => ({
  ...NOTHING_TO_SAY,
  verdict: 'Hold',
  holdCause: 'Evidence',
  reasons: [`ModelPackageStatus is ${seen.status}: SageMaker could not validate this version`],
  errors: [`ModelPackageStatus is ${seen.status}`],
  missing: ['register a version that SageMaker can validate'],
});
