// Whether the registry carries the mark of the decision that was written there last.
import type { PackageDescription } from '../evidence/evidence.ts';
import { parseModelPackageArn, identityOf } from '../identity.ts';
import type { Head } from '../ledger/head.ts';
import { markerOf } from './registry-text.ts';

/** Faults as sentences; a deleted version and one that was never written to have none. */
export function verifyMarker(head: Head, described: PackageDescription | null): readonly string[] {
  const { written } = head;
  if (!described || head.state === 'applying') return [];
  // The ARN may belong to another version by now.
  if (identityOf(parseModelPackageArn(head.modelPackageArn), described.creationTime) !== head.identity) return [];
  const marker = markerOf(described.metadata, described.approvalDescription);
  if (marker === (written?.decisionId ?? null)) return [];
  const inRegistry = marker === null ? 'no decision' : `decision ${marker}`;
  const inLedger = written === null ? 'none was written' : `${written.decisionId} was written last`;
  return [`the registry names ${inRegistry} (modelgate:decision); by the ledger ${inLedger}`];
}
