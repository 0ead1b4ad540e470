// The account that versions come from, in memory: its registry, its ledger, and decisions that promote has not seen yet.
import type { Decision } from '../../lib/decisions/decision.ts';
import type { Head } from '../../lib/ledger/head.ts';
import type { SourceVersion } from '../../lib/registration-ports.ts';

export const SOURCE = '111122223333';
export const GROUP = 'search';

export const arnOf = (version: number, account = SOURCE): string =>
  `arn:aws:sagemaker:us-east-1:${account}:model-package/${GROUP}/${version}`;
const identityOf = (version: number): string => `aws:${SOURCE}:us-east-1:${GROUP}:${version}:1`;

/** The source registry, its ledger, and decisions that promote has not seen yet. */
export function makeSource(now: () => number) {
  type Version = { status: 'Approved' | 'Rejected'; evidence: string; decisions: Decision[] };
  const versions = new Map<number, Version>();
  const unseen: Decision[] = [];
  const byIdentity = (identity: string): Version | undefined => versions.get(Number(identity.split(':').at(-2)));
  return {
    versions,
    unseen,
    /** A decision about the version as it is, or with other evidence. */
    decide(version: number, status: Version['status'], isChanged: boolean): void {
      const before = versions.get(version);
      const decisions = before?.decisions ?? [];
      const evidence = isChanged || !before ? `${version}/${decisions.length}` : before.evidence;
      const decision = {
        decisionId: `d-${version}-${decisions.length}`,
        revision: decisions.length + 1,
        createdAt: new Date(now()).toISOString(),
        origin: 'Gate',
        verdict: status === 'Approved' ? 'Approve' : 'Reject',
        inputs: { packageDigest: evidence, reports: [] },
        policies: [],
        shadow: [],
        subject: {
          modelPackageArn: arnOf(version),
          identity: identityOf(version),
          modelPackageGroupName: GROUP,
          modelPackageVersion: version,
          account: SOURCE,
          region: 'us-east-1',
          approvalStatus: status,
        },
      } as unknown as Decision;
      versions.set(version, { status, evidence, decisions: [...decisions, decision] });
      unseen.push(decision);
    },
    ledger: {
      readModes: async () => ({ stack: null, groups: new Map(), adoptions: new Map() }),
      readHead: async (identity: string) => {
        const seen = byIdentity(identity);
        if (!seen) return null;
        const { evidence, decisions } = seen;
        return {
          identity,
          packageDigest: evidence,
          descriptionDigest: evidence,
          entryHash: String(decisions.length - 1),
        } as Head;
      },
      readEntry: async (identity: string, hash: string) => {
        const decision = byIdentity(identity)?.decisions[Number(hash)];
        const previous = Number(hash) > 0 ? String(Number(hash) - 1) : null;
        return decision ? ({ hash, content: { kind: 'decided', decision, previous } } as never) : null;
      },
    },
    read: (arn: string): SourceVersion | null => {
      const version = Number(arn.split('/').at(-1));
      const seen = versions.get(version);
      if (!seen) return null;
      return {
        identity: identityOf(version),
        approvalStatus: seen.status,
        metadata: new Map(),
        objects: [],
        descriptionDigests: [seen.evidence],
        sourceUriToFollow: null,
        document: seen.evidence,
      };
    },
  };
}
