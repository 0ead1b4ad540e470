// Gathers the evidence of one version: the reports and cards its policies declare, its group's tags, the champion, the time.
import { sha256 } from '../identity.ts';
import type { EvidenceDeclaration, Needs, RegistryAccount } from '../policy/policy.ts';
import type { Clock, Recording, Registries, ReportStore } from '../ports.ts';
import { type Evidence, type Fact, isDescribed, type MetricsSource, type PackageDescription, type PackageEvidence, type PackageSummary, type Report } from './evidence.ts';
import { allowedBucket, locationOf } from './locations.ts';
import { fieldsOfReport, everyField } from './report-fields.ts';
import { decodeReport } from './decode-report.ts';

export type GatherRequest = { readonly package: PackageSummary | PackageDescription; readonly needs: Needs; readonly champion: Fact<PackageEvidence | null> };
export type GatherEvidence = (request: GatherRequest) => Promise<{ evidence: Evidence; recordings: readonly Recording[] }>;

export type GatherPorts = {
  readonly registries: Registries;
  readonly reports: ReportStore;
  readonly accounts: readonly RegistryAccount[];
  readonly ownAccount: string;
  readonly clock: Clock;
};

/** A metric report is a page of numbers; what is larger is something else. */
const MOST_BYTES = 1024 * 1024;
const CARD = 'ModelCard';

type ReadReport = { readonly report: Report; readonly recording: Recording | null };

/** Makes `gatherEvidence`. Absent and corrupt evidence are facts; throttling and outages are exceptions, so that the message is retried. */
export function makeGatherEvidence(ports: GatherPorts): GatherEvidence {
  return async ({ package: seen, needs, champion }) => {
    const declared = needs.declarations.filter(({ from }) => from !== 'LatestApproved');
    const read = await Promise.all(declared.filter(({ from }) => from !== CARD).map((one) => readReport(ports, seen, one)));
    const cards = declared.filter(({ from }) => from === CARD).map((one) => readCard(seen, one));
    const { account, region, group } = seen.arn;
    const tags = needs.groupTags ? await ports.registries(account, region).groupTags(seen.arn) : new Map<string, string>();
    const evidence: Evidence = {
      package: seen,
      reports: new Map(read.map(({ report }) => [report.name, report])),
      cards: new Map(cards.map((card) => [card.name, card])),
      group: { name: group, tags },
      champion,
      now: ports.clock(),
    };
    return { evidence, recordings: read.map(({ recording }) => recording).filter((one) => one !== null) };
  };
}

async function readReport(ports: GatherPorts, seen: PackageSummary | PackageDescription, declaration: EvidenceDeclaration): Promise<ReadReport> {
  const source = isDescribed(seen) ? seen.metricsSources.get(declaration.from) : undefined;
  const without = (state: 'absent' | 'corrupt', cause: string): ReadReport => ({
    report: { name: declaration.name, s3Uri: source?.s3Uri ?? null, versionId: null, sha256: null, fields: everyField(declaration, { state, cause }) },
    recording: null,
  });
  if (!source) return without('absent', `report ${declaration.name} is missing: the version has no ${declaration.from}`);
  const location = locationOf(source.s3Uri);
  if (!location) return without('corrupt', `report ${declaration.name}: \`${source.s3Uri}\` is not an S3 URI; expected s3://BUCKET/KEY`);
  const allowed = allowedBucket(location, { ...ports, account: seen.arn.account });
  if (!allowed) return without('corrupt', `report ${declaration.name}: bucket ${location.bucket} of ${source.s3Uri} is not on the allow list of account ${seen.arn.account}`);
  const { account, region } = seen.arn;
  const answer = await ports.reports.read({ ...location, owner: allowed.owner, region, account, maxBytes: MOST_BYTES });
  if (answer.state === 'missing' || answer.state === 'denied') return without('absent', `report ${declaration.name}: ${source.s3Uri} ${answer.cause}`);
  if (answer.state !== 'read') return without('corrupt', `report ${declaration.name}: ${source.s3Uri} ${answer.cause}`);
  return understandReport(declaration, source, answer, without);
}

function understandReport(
  declaration: EvidenceDeclaration,
  source: MetricsSource,
  answer: { body: Uint8Array; versionId: string | null; contentEncoding: string | null },
  without: (state: 'absent' | 'corrupt', cause: string) => ReadReport,
): ReadReport {
  const hash = sha256(answer.body);
  const wanted = source.contentDigest?.replace(/^sha256:/iu, '').toLowerCase();
  const recording: Recording = { what: `report ${declaration.name}`, sha256: hash, body: answer.body };
  const named = (problem: string): string => `report ${declaration.name}: ${source.s3Uri} ${problem}`;
  const corrupt = (problem: string): ReadReport => {
    const { report } = without('corrupt', named(problem));
    return { report: { ...report, versionId: answer.versionId, sha256: hash }, recording };
  };
  if (wanted !== undefined && wanted !== hash) return corrupt(`does not match its ContentDigest: the registry says sha256 ${wanted.slice(0, 12)}..., the object has ${hash.slice(0, 12)}...`);
  const decoded = decodeReport(answer.body, answer.contentEncoding, MOST_BYTES);
  if ('problem' in decoded) return corrupt(decoded.problem);
  const fields = fieldsOfReport(declaration, decoded.text, named);
  return { report: { name: declaration.name, s3Uri: source.s3Uri, versionId: answer.versionId, sha256: hash, fields }, recording };
}

/** Fields of the model card, whose content is JSON text in the description itself. */
function readCard(seen: PackageSummary | PackageDescription, declaration: EvidenceDeclaration): Report {
  const card = isDescribed(seen) ? seen.card : null;
  const nowhere = { name: declaration.name, s3Uri: null, versionId: null };
  if (!card) return { ...nowhere, sha256: null, fields: everyField(declaration, { state: 'absent', cause: `model card ${declaration.name} is missing: the version has no ModelCard content` }) };
  return { ...nowhere, sha256: sha256(card.content), fields: fieldsOfReport(declaration, card.content, (problem) => `model card ${declaration.name} ${problem}`) };
}
