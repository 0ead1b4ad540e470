// One version made again from its record: description, card and declared reports, each read as it would have been then.
import type { Needs } from '../policy/policy.ts';
import { isDescribed, type PackageDescription, type PackageEvidence, type PackageSummary } from './evidence.ts';
import { revivedSummary, recordedText, type Recordings } from './read-recorded.ts';
import type { RecordedDocument, RecordedVersion } from './recorded-inputs.ts';
import type { ReadDescription } from './replay.ts';
import { readReportBody } from './report-body.ts';
import {
  documentOf,
  isOfCard,
  namedReports,
  readCard,
  reportOf,
  unnamedReport,
  unreadReport,
  type ReadReport,
} from './reports.ts';

export type ReplayPorts = { readonly recordings: Recordings; readonly readDescription: ReadDescription };

/** `missing` names what the needs ask for and the record does not have; then there is no value. */
export type VersionReplayed = { readonly value: PackageEvidence | null; readonly missing: readonly string[] };

/** The version as these needs would have seen it. */
export async function replayVersion(
  recorded: RecordedVersion,
  needs: Needs,
  ports: ReplayPorts,
): Promise<VersionReplayed> {
  const seen = packageOf(recorded, needs, ports);
  if (!seen) return { value: null, missing: ['the description of the version'] };
  if (!isDescribed(seen)) return { value: { package: seen, reports: new Map(), cards: new Map() }, missing: [] };
  const missing: string[] = [];
  const read = await Promise.all(
    needs.declarations.map(async (declaration) => {
      const document = isOfCard(declaration)
        ? cardOf(seen, recorded)
        : await reportAt(declaration.from, { seen, recorded, ports });
      if (!document) missing.push(isOfCard(declaration) ? 'the model card' : `report ${declaration.name}`);
      return [declaration, document] as const;
    }),
  );
  if (missing.length > 0) return { value: null, missing: [...new Set(missing)] };
  const reports = read.flatMap(([one, document]) => (document ? [[one, reportOf(one, document)] as const] : []));
  return { value: { package: seen, ...namedReports(reports) }, missing };
}

/** The description where there is one, else the summary, which is enough only where nothing of a description is needed. */
function packageOf(
  { summary, description }: RecordedVersion,
  needs: Needs,
  { recordings, readDescription }: ReplayPorts,
): PackageSummary | PackageDescription | null {
  const raw = recordedText(description, recordings);
  if (raw !== null) return readDescription(raw, { card: needs.card });
  return summary && !needs.description ? revivedSummary(summary) : null;
}

const cardOf = (seen: PackageDescription, { hasCard }: RecordedVersion): ReadReport | null =>
  hasCard ? readCard(seen) : null;

type At = { readonly seen: PackageDescription; readonly recorded: RecordedVersion; readonly ports: ReplayPorts };

/** The object under a path: its bytes again, or why there were none then; null where nobody looked, or its bytes were not kept. */
async function reportAt(from: string, { seen, recorded, ports }: At): Promise<ReadReport | null> {
  const metricsSource = seen.metricsSources.get(from);
  if (!metricsSource) return unnamedReport(from);
  const document = recorded.documents.find((one) => one.from === from);
  if (document?.unread) return unreadReport(document.s3Uri, document.s3Uri ?? from, document.unread);
  const body = document?.sha256 == null ? undefined : ports.recordings.get(document.sha256);
  return document && body ? readAgain(document, body, metricsSource.contentDigest) : null;
}

async function readAgain(
  { s3Uri, versionId, sha256, contentEncoding, from }: RecordedDocument,
  body: Uint8Array,
  contentDigest: string | null,
): Promise<ReadReport> {
  const source = s3Uri ?? from;
  const read = await readReportBody(body, { contentDigest, contentEncoding });
  return { s3Uri, versionId, sha256, contentEncoding, source, body, document: documentOf(source, read) };
}
