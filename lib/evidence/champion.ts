// The champion: the highest other Approved version of the group, looked up once per group and batch, and carried forward by approvals made in it.
import { arnKey, type ModelPackageArn } from '../identity.ts';
import type { Needs } from '../policy/policy.ts';
import type { Registry } from '../ports.ts';
import type { Evidence, Fact, PackageDescription, PackageEvidence, PackageSummary } from './evidence.ts';
import type { GatherEvidence } from './gather.ts';

export type Champions = {
  /** The champion for one version: null where its group has no other Approved one. Throws where the registry did not answer. */
  readonly of: (arn: ModelPackageArn, needs: Needs) => Promise<Fact<PackageEvidence | null>>;
  /** A version approved in this batch is the next one's champion. */
  readonly carryForward: (arn: ModelPackageArn, approved: { readonly package: PackageSummary | PackageDescription; readonly evidence: Evidence | null }) => void;
};

/** The newest two are enough: one of them may be the version itself. */
const NEWEST = 2;

/** Champions of one account and region for the time of one batch. */
export function makeChampions({ registry, gatherEvidence }: { registry: Registry; gatherEvidence: GatherEvidence }): Champions {
  const approved = new Map<string, Promise<readonly ModelPackageArn[]>>();
  const carried = new Map<string, PackageEvidence>();
  const known = new Map<string, Promise<Fact<PackageEvidence | null>>>();
  const groupOf = (arn: ModelPackageArn) => arn.group.toLowerCase();

  const read = async (arn: ModelPackageArn, needs: Needs): Promise<Fact<PackageEvidence | null>> => {
    const described = await registry.describe(arn, { card: needs.card });
    if (!described) return { state: 'corrupt', cause: `champion ${arn.arn} was deleted while it was read` };
    const none = { state: 'present', value: null } as const;
    const declarations = needs.champion ? needs.declarations : [];
    const { evidence } = await gatherEvidence({ package: described.description, needs: { ...needs, declarations, groupTags: false }, champion: none });
    return { state: 'present', value: { package: evidence.package, reports: evidence.reports, cards: evidence.cards } };
  };
  const of = async (arn: ModelPackageArn, needs: Needs): Promise<Fact<PackageEvidence | null>> => {
    const latest = carried.get(groupOf(arn));
    if (latest && arnKey(latest.package.arn) !== arnKey(arn)) return { state: 'present', value: latest };
    const list = approved.get(groupOf(arn)) ?? registry.listApproved(arn.group, NEWEST);
    approved.set(groupOf(arn), list);
    const [other] = (await list).filter((one) => arnKey(one) !== arnKey(arn)).toSorted((a, b) => (b.version ?? 0) - (a.version ?? 0));
    if (!other) return { state: 'present', value: null };
    if (!needs.champion) return { state: 'present', value: numberOnly(other) };
    const answer = known.get(arnKey(other)) ?? read(other, needs);
    known.set(arnKey(other), answer);
    return answer;
  };
  const carryForward: Champions['carryForward'] = (arn, { package: seen, evidence }) => {
    const current = carried.get(groupOf(arn));
    if (current && (current.package.arn.version ?? 0) > (arn.version ?? 0)) return;
    carried.set(groupOf(arn), { package: seen, reports: evidence?.reports ?? new Map(), cards: evidence?.cards ?? new Map() });
  };
  return { of, carryForward };
}

/** Where only its version number is compared, the list has said enough. */
const numberOnly = (arn: ModelPackageArn): PackageEvidence => ({
  package: { arn, description: null, creationTime: 0, status: 'Completed', approvalStatus: 'Approved', registrationType: null, containers: [], instanceTypes: [] },
  reports: new Map(),
  cards: new Map(),
});
