// Gathers everything that is known about a version now, whatever policies read, and masks it for a fixture.
import { gunzipSync } from 'node:zlib';
import type { PackageDescription } from '../../lib/evidence/evidence.ts';
import { maskEvidence, type MaskOptions } from '../../lib/evidence/mask.ts';
import { MOST_REPORT_BYTES } from '../../lib/evidence/report-body.ts';
import { writeEvidence, type CapturedVersion } from '../../lib/evidence/write-evidence.ts';
import type { ModelPackageArn } from '../../lib/identity.ts';
import type { Needs } from '../../lib/policy/policy.ts';
import type { PolicySet } from '../../lib/policy/load.ts';
import type { Connection } from '../frame/connect.ts';
import { noSuchVersion } from './not-there.ts';

/** A masked fixture; `unread` are reports that the package names and that could not be read. */
export type Fixture = { readonly evidence: unknown; readonly unread: readonly string[] };

export type ReadVersion = CapturedVersion & {
  readonly tags: ReadonlyMap<string, string>;
  readonly unread: readonly string[];
};

/** The version and its champion as they are now. Throws CliError 66 where there is no such version. */
export async function capture(
  arn: ModelPackageArn,
  connection: Connection,
  options: MaskOptions & { readonly now: number },
): Promise<Fixture> {
  const version = await readVersion(arn, connection);
  if (!version) throw await noSuchVersion(arn, connection);
  const approved = await connection.registries(arn.account, arn.region).listApproved(arn.group, 2);
  const [highest] = approved
    .filter(({ version: other }) => other !== arn.version)
    .toSorted((a, b) => (b.version ?? 0) - (a.version ?? 0));
  const champion = highest ? await readVersion(highest, connection) : null;
  const evidence = writeEvidence({ ...version, champion, now: options.now });
  return { evidence: maskEvidence(evidence, options), unread: [...version.unread, ...(champion?.unread ?? [])] };
}

/** A version described in full, with the body of every report it names; null where there is none. */
export async function readVersion(
  arn: ModelPackageArn,
  { registries, gatherEvidence }: Connection,
): Promise<ReadVersion | null> {
  const described = await registries(arn.account, arn.region).describe(arn, { card: true });
  if (!described) return null;
  const seen = described.description;
  const { evidence, recordings } = await gatherEvidence({
    package: seen,
    needs: everythingOf(seen),
    champion: { state: 'present', value: null },
  });
  const bodies = new Map(recordings.map(({ what, body }) => [what, body]));
  const found = [...seen.metricsSources].map(([path, { s3Uri }]) => [path, s3Uri, bodies.get(s3Uri)] as const);
  return {
    package: seen,
    tags: evidence.group.tags,
    reports: new Map(found.flatMap(([path, , body]) => (body ? [[path, unzipped(body)] as const] : []))),
    unread: found.flatMap(([path, s3Uri, body]) => (body ? [] : [`${path} ${s3Uri}`])),
  };
}

const everythingOf = ({ metricsSources }: PackageDescription): Needs => ({
  description: true,
  card: true,
  groupTags: true,
  champion: false,
  newestApproved: false,
  declarations: [...metricsSources.keys()].map((path) => ({
    name: path,
    from: path,
    fields: [],
    place: { file: 'modelgate capture', line: 1, column: 1 },
  })),
});

/** A body as it was before gzip, bounded. */
export const unzipped = (body: Uint8Array): Uint8Array =>
  body[0] === 0x1f && body[1] === 0x8b ? gunzipSync(body, { maxOutputLength: MOST_REPORT_BYTES }) : body;

/** Who is masked by name: everybody in the directory, and whoever stands under a metadata key that notFrom names. */
export function maskOptionsOf({ directories, policies }: Pick<PolicySet, 'directories' | 'policies'>): MaskOptions {
  const people = directories.flatMap((directory) => directory.people);
  const notFrom = policies.flatMap(({ reviews }) => reviews.flatMap((review) => review.notFrom));
  return {
    people: people.map(({ id, name, email, slack }) => ({ names: [id, name, email, ...(slack ? [slack] : [])] })),
    personKeys: notFrom.filter((one) => one.startsWith('metadata:')).map((one) => one.slice('metadata:'.length)),
  };
}
