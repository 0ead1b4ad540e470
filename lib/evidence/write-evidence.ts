// Writes gathered evidence down as readEvidenceFile reads it: for fixtures of policy tests and for trying policies on a file. Pure.
import type { Container, PackageDescription } from './evidence.ts';
import { readJson, type JsonValue } from './strict-json.ts';

/** A version with its whole reports, by the path that names each in DescribeModelPackage. */
export type CapturedVersion = {
  readonly package: PackageDescription;
  readonly reports: ReadonlyMap<string, Uint8Array>;
};

/** Everything of one capture. `now` in milliseconds. */
export type Captured = CapturedVersion & {
  readonly tags: ReadonlyMap<string, string>;
  readonly champion: CapturedVersion | null;
  readonly now: number;
};

/** The evidence as a plain value. Reports stand under their paths, so that any policy can read them. */
export const writeEvidence = ({ tags, champion, now, ...version }: Captured): Readonly<Record<string, unknown>> => ({
  now: new Date(now).toISOString(),
  ...writeVersion(version),
  group: { tags: Object.fromEntries(tags) },
  champion: champion && writeVersion(champion),
});

function writeVersion({ package: seen, reports }: CapturedVersion): Readonly<Record<string, unknown>> {
  const { status, content } = seen.card ?? { status: '', content: null };
  return {
    modelPackage: writePackage(seen),
    metadata: Object.fromEntries(seen.metadata),
    provenance: Object.fromEntries(seen.provenance),
    image: { containers: seen.containers.map(writeContainer), instanceTypes: seen.instanceTypes },
    reports: Object.fromEntries([...reports].map(([path, body]) => [path, writeReport(Buffer.from(body).toString())])),
    ...(content !== null && { card: { status, content: writeReport(content) } }),
  };
}

function writePackage(seen: PackageDescription): Readonly<Record<string, unknown>> {
  const { arn, account, region, group, version } = seen.arn;
  const known = {
    ...(arn.startsWith('arn:aws:') ? { group, version, account, region } : { arn }),
    status: seen.status,
    approvalStatus: seen.approvalStatus,
    registrationType: seen.registrationType,
    description: seen.description,
    creationTime: new Date(seen.creationTime).toISOString(),
    lastModifiedTime: new Date(seen.lastModifiedTime).toISOString(),
    createdBy: seen.createdBy,
    lastModifiedBy: seen.lastModifiedBy,
    sourceUri: seen.sourceUri,
    modelLifeCycle: seen.modelLifeCycle,
  };
  return Object.fromEntries(Object.entries(known).filter(([, value]) => value !== null));
}

const writeContainer = ({ image, digest, modelDataUrl, environment }: Container) => ({
  image,
  ...(digest !== '' && !image.endsWith(digest) && { digest }),
  modelDataUrl,
  environment: Object.fromEntries(environment),
});

/** As values where JSON says the same again; a report with NaN, duplicate keys or numbers beyond a double stays the text it is. */
function writeReport(text: string): unknown {
  const read = readJson(text);
  return read.ok && isPlain(read.value) ? (JSON.parse(text) as unknown) : text;
}

function isPlain(value: JsonValue): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return true;
  if ('members' in value) return value.duplicates.size === 0 && [...value.members.values()].every(isPlain);
  return value.every(isPlain);
}
