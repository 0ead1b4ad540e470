// One declared report of one package version: found, read, checked, and its fields typed. Only throttling and outages throw.
import { sha256 } from '../identity.ts';
import type { EvidenceDeclaration } from '../policy/policy.ts';
import type { Recording, ReportStore } from '../ports.ts';
import type { Fact, MetricsSource, NoFact, PackageDescription, PackageEvidence, Report } from './evidence.ts';
import { readField } from './pointer.ts';
import { MOST_REPORT_BYTES, parseReportText, readReportBody, type ReportBody } from './report-body.ts';
import { reportPlaceOf, type ReportPlaces } from './report-place.ts';
import type { JsonValue } from './strict-json.ts';

/** A document that fields are read from, or why there is none. `source` names it in sentences. */
export type ReadReport = Pick<Report, 's3Uri' | 'versionId' | 'sha256'> & {
  readonly source: string;
  readonly document: Fact<JsonValue>;
  readonly body: Uint8Array | null;
  /** As S3 tells it; the body is as stored. */
  readonly contentEncoding: string | null;
};

export type ReadReportPorts = ReportPlaces & { readonly reports: ReportStore };

/** Reads the object a package names under this path. Throws ThrottledError and UnansweredError; everything else is a Fact. */
export async function readReport(ports: ReadReportPorts, seen: PackageDescription, from: string): Promise<ReadReport> {
  const metricsSource = seen.metricsSources.get(from);
  if (!metricsSource) return unnamedReport(from);
  const { s3Uri } = metricsSource;
  const { account, region } = seen.arn;
  const place = reportPlaceOf(s3Uri, account, ports);
  if ('cause' in place) return withoutBody(s3Uri, s3Uri, 'corrupt', place.cause);
  const answer = await ports.reports.read({ ...place, region, account, maxBytes: MOST_REPORT_BYTES });
  if (answer.state === 'tooLarge')
    return withoutBody(s3Uri, s3Uri, 'corrupt', `is too large, more than 1 MiB: ${answer.cause}`);
  if (answer.state !== 'read') return withoutBody(s3Uri, s3Uri, 'absent', answer.cause);
  const { body, versionId, contentEncoding } = answer;
  const { contentDigest }: MetricsSource = metricsSource;
  const read = await readReportBody(body, { contentDigest, contentEncoding });
  return {
    s3Uri,
    versionId,
    sha256: sha256(body),
    source: s3Uri,
    body,
    contentEncoding,
    document: documentOf(s3Uri, read),
  };
}

/** The model card as a document. It travels in the description, so it has no object of its own. */
export function readCard(seen: PackageDescription): ReadReport {
  if (!seen.card) return withoutBody(null, 'the model card', 'absent', 'the package has no model card');
  const body = Buffer.from(seen.card.content);
  const source = 'the model card';
  return {
    s3Uri: null,
    versionId: null,
    sha256: sha256(body),
    source,
    body: null,
    contentEncoding: null,
    document: documentOf(source, parseReportText(body)),
  };
}

/** The declared fields of a document. Where there is none, each field says why. */
export function reportOf(declaration: EvidenceDeclaration, read: ReadReport): Report {
  const { document, source, s3Uri, versionId } = read;
  const fields = declaration.fields.map((field) => {
    const fact = document.state === 'present' ? readField(document.value, field, source) : document;
    return [field.name, fact] as const;
  });
  return { name: declaration.name, s3Uri, versionId, sha256: read.sha256, fields: new Map(fields) };
}

/** Whether a declaration reads the model card; all others read an object in S3. */
export const isOfCard = ({ from }: EvidenceDeclaration): boolean => from === 'ModelCard';

/** What was read for each declaration as evidence has it: reports and cards by their declared names. */
export function namedReports(
  read: readonly (readonly [EvidenceDeclaration, Report])[],
): Pick<PackageEvidence, 'reports' | 'cards'> {
  const named = (isWanted: (declaration: EvidenceDeclaration) => boolean): ReadonlyMap<string, Report> =>
    new Map(read.filter(([one]) => isWanted(one)).map(([{ name }, report]) => [name, report]));
  return { reports: named((one) => !isOfCard(one)), cards: named(isOfCard) };
}

/** A report's raw bytes, to be kept with the decision; nothing where there are none. */
export const recordingOf = ({ s3Uri, body, sha256: hash }: ReadReport): readonly Recording[] =>
  body === null || hash === null ? [] : [{ what: s3Uri ?? 'report', sha256: hash, body }];

/** The document of a body that was read, or why it is none. */
export const documentOf = (source: string, read: ReportBody): Fact<JsonValue> =>
  read.ok ? { state: 'present', value: read.document } : { state: 'corrupt', cause: `${source} ${read.cause}` };

const withoutBody = (s3Uri: string | null, source: string, state: NoFact['state'], cause: string): ReadReport =>
  unreadReport(s3Uri, source, { state, cause: `${source}: ${cause}` });

/** An object whose bytes are not to be had, and why. `source` names it in sentences. */
export const unreadReport = (s3Uri: string | null, source: string, document: NoFact): ReadReport => ({
  s3Uri,
  source,
  versionId: null,
  sha256: null,
  body: null,
  contentEncoding: null,
  document,
});

/** The report of a path that the package names no object under. */
export const unnamedReport = (from: string): ReadReport =>
  withoutBody(null, from, 'absent', 'the package names no report there');
