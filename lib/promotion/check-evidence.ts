// Before a version is copied: are the reports and the model data still those that the decision saw?
import type { Decision } from '../decisions/decision.ts';
import { reportPlaceOf } from '../evidence/report-place.ts';
import { MOST_REPORT_BYTES } from '../evidence/report-body.ts';
import { sha256 } from '../identity.ts';
import type { Wanted } from '../ledger/wanted.ts';
import { BlockedError, type NamedObject, type Objects, type SourceVersion } from '../registration-ports.ts';
import { bare } from './copy-objects.ts';
import { sourcePlace } from './copy-places.ts';
import { readDecision } from './read-decision.ts';
import type { RegisterPorts } from './register-ports.ts';

const changed = (what: string): BlockedError =>
  new BlockedError('EvidenceChanged', what, 'Register the version anew, so that it is decided on what is there now.');

/** Why the decision no longer speaks of what is there; null where it does. Throws BlockedError EvidenceChanged for a change nobody has decided on. */
export async function supersededBy(
  { ledger }: Pick<RegisterPorts, 'ledger'>,
  { subject, packageDigest, version }: Wanted,
  source: SourceVersion,
): Promise<string | null> {
  const head = await ledger.readHead(subject.identity);
  if (!head) return null;
  const name = `version ${version} of ${subject.modelPackageGroupName}`;
  if (head.packageDigest !== packageDigest) return `${name} was decided anew since, on other evidence`;
  if (source.descriptionDigests.includes(head.descriptionDigest)) return null;
  throw changed(`${name} was changed in the registry after it had been approved`);
}

/** Reads every report again that the decision read. Throws BlockedError EvidenceChanged. */
export async function checkReports(ports: RegisterPorts, wanted: Wanted): Promise<void> {
  const { identity } = wanted.subject;
  const decision = await readDecision(ports.ledger, { identity, decisionId: wanted.decisionId });
  if (!decision)
    throw new BlockedError('DecisionMissing', `the ledger does not know decision ${wanted.decisionId}`, null);
  await Promise.all(decision.inputs.reports.map((report) => checkReport(ports, decision, report)));
}

async function checkReport(
  ports: RegisterPorts,
  { subject }: Decision,
  { s3Uri, sha256: expected }: Decision['inputs']['reports'][number],
): Promise<void> {
  if (s3Uri === null || expected === null) return;
  const { account, region } = subject;
  const place = reportPlaceOf(s3Uri, account, ports);
  if ('cause' in place) throw changed(`${s3Uri}: ${place.cause}`);
  const read = await ports.reports.read({ ...place, account, region, maxBytes: MOST_REPORT_BYTES });
  if (read.state !== 'read') throw changed(`report ${s3Uri} was read for the decision, and now ${read.cause}`);
  if (sha256(read.body) !== expected) throw changed(`report ${s3Uri} is not what the decision read`);
}

/** Where nothing is copied, the model data is compared here; else by the copy itself. Throws BlockedError EvidenceChanged. */
export async function checkModelData(objects: Objects, named: readonly NamedObject[], account: string): Promise<void> {
  await Promise.all(
    named.map(async ({ s3Uri, eTag }) => {
      if (eTag === null) return;
      const seen = await objects.head(sourcePlace(s3Uri, account, { from: [] }));
      if (!seen) throw changed(`${s3Uri} is not there any more`);
      if (bare(seen.eTag) !== bare(eTag))
        throw changed(`${s3Uri} has another ETag than the version was registered with`);
    }),
  );
}
