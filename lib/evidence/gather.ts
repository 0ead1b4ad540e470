// All that the policies of one package version may see, gathered fresh: declared reports, cards, group tags, and the champion as handed in.
import type { Needs, RegistryAccount } from '../policy/policy.ts';
import type { Clock, Recording, Registries, ReportStore } from '../ports.ts';
import {
  isDescribed,
  type Evidence,
  type Fact,
  type PackageDescription,
  type PackageEvidence,
  type PackageSummary,
} from './evidence.ts';
import { makeLimit, type Limit } from './limit.ts';
import { recordedDocumentOf, type RecordedDocument } from './recorded-inputs.ts';
import {
  namedReports,
  readCard,
  readReport,
  recordingOf,
  reportOf,
  unreadReport,
  type ReadReport,
  type ReadReportPorts,
} from './reports.ts';

export type GatherPorts = {
  readonly registries: Registries;
  readonly reports: ReportStore;
  readonly accounts: readonly RegistryAccount[];
  readonly ownAccount: string;
  readonly clock: Clock;
  /** Reports read at once, over all packages of the process; 16 where not given. */
  readonly concurrency?: number;
};

type GatherRequest = {
  readonly package: PackageSummary | PackageDescription;
  readonly needs: Needs;
  readonly champion: Fact<PackageEvidence | null>;
};

/** Evidence, the raw bodies to keep, and what is kept about each object that was looked for. Throws ThrottledError and UnansweredError: the message is retried, nothing is recorded. */
export type GatherEvidence = (
  request: GatherRequest,
) => Promise<{ evidence: Evidence; recordings: readonly Recording[]; documents: readonly RecordedDocument[] }>;

const REPORTS_AT_ONCE = 16;

/** Makes `gatherEvidence`. The bound on concurrent reads is shared by all that it is asked for. */
export function makeGatherEvidence(ports: GatherPorts): GatherEvidence {
  const limit = makeLimit(ports.concurrency ?? REPORTS_AT_ONCE);
  return async ({ package: seen, needs, champion }) => {
    const [documents, tags] = await Promise.all([
      readDocuments(ports, limit, seen, needs),
      groupTags(ports, seen, needs),
    ]);
    const declared = needs.declarations.map(
      (one) => [one, reportOf(one, documents.get(one.from) ?? NOT_DESCRIBED)] as const,
    );
    const evidence: Evidence = {
      package: seen,
      ...namedReports(declared),
      group: { name: seen.arn.group, tags },
      champion,
      now: ports.clock(),
    };
    const objects = [...documents].filter(([from]) => from !== 'ModelCard');
    return {
      evidence,
      recordings: [...documents.values()].flatMap(recordingOf),
      documents: objects.map(([from, read]) => recordedDocumentOf(from, read)),
    };
  };
}

const NOT_DESCRIBED = unreadReport(null, 'the package', {
  state: 'absent',
  cause: 'the package was not described, so nobody knows where its reports are',
});

/** Each object once, by the path that names it, however many declarations read it. */
async function readDocuments(
  ports: ReadReportPorts,
  limit: Limit,
  seen: PackageSummary | PackageDescription,
  needs: Needs,
): Promise<ReadonlyMap<string, ReadReport>> {
  if (!isDescribed(seen)) return new Map();
  const paths = [...new Set(needs.declarations.map(({ from }) => from))];
  const documents = paths.map(async (from) => {
    const read = from === 'ModelCard' ? readCard(seen) : await limit(() => readReport(ports, seen, from));
    return [from, read] as const;
  });
  return new Map(await Promise.all(documents));
}

/** Tags that may not be read count as not there: a policy that asks for one holds, and says so. */
async function groupTags(
  ports: GatherPorts,
  { arn }: PackageSummary,
  needs: Needs,
): Promise<ReadonlyMap<string, string>> {
  if (!needs.groupTags) return new Map();
  try {
    return await ports.registries(arn.account, arn.region).groupTags(arn);
  } catch (error) {
    if (error instanceof Error && error.name.startsWith('AccessDenied')) return new Map();
    throw error;
  }
}
