// A dossier's page over the versions of the page tests: eight of one group, decided, asked about, bypassed and set around the gate.
import { dossierPage } from '../../cli/dossier/page/page.ts';
import type { Told } from '../../cli/dossier/page/told.ts';
import type { ToldVersion } from '../../cli/dossier/gathered.ts';
import type { Dossier } from '../../lib/dossier/dossier.ts';
import { sha256 } from '../../lib/identity.ts';
import { timeOf, type LogContent } from '../../lib/ledger/log.ts';
import { arnOf, decisionOf, identityOf, NOW, othersOf, subjectOf } from '../pages/given.ts';
import { chainOf } from '../pages/given-view.ts';
import { dossierOf } from './given.ts';

const HOSTILE = '<img src=x onerror=alert(1)>\u202e';

function versionOf(version: number, contents: readonly LogContent[]): ToldVersion {
  const log = contents.map((content, index) => ({
    file: `log/fraud-card-v${version}/${index}.json`,
    sha256: sha256(`${version} ${index}`),
    kind: content.kind,
    revision: content.revision,
    at: new Date(timeOf(content)).toISOString(),
  }));
  const head = { identity: identityOf(version), revision: 1, entryHash: log.at(-1)?.sha256 ?? '' };
  const anchor = { key: 'heads/00000001.json', sha256: 'e'.repeat(64), entryHash: head.entryHash, revision: 1 };
  const exclusions = [
    { decisionId: 'd-8f3a61c20b7e', requirement: 'risk-review', person: 'ines', because: 'named in trained_by' },
  ];
  const registry = {
    file: `registry/fraud-card-v${version}.json`,
    approvalStatus: 'Approved',
    approvalDescription: `Approved: ${HOSTILE}`,
    cardStatus: 'Draft',
  };
  const named = { name: `fraud-card v${version}`, modelPackageArn: arnOf(version) };
  return { version: { ...named, head, log, inputs: [], exclusions, registry, anchor }, contents };
}

const decided = (version: number, decision: ReturnType<typeof decisionOf>): LogContent => ({
  kind: 'decided',
  identity: identityOf(version),
  revision: 1,
  previous: null,
  before: null,
  decision,
});

/** Everything that a page can have on it. */
export function toldOf(changes: Partial<Dossier> = {}): Told {
  const outside = { ...subjectOf(7), approvalStatus: 'Approved', lastModifiedBy: 'Tomas' } as const;
  const bypass = { person: 'mei', comment: HOSTILE, principal: 'user/mei', packageDigest: '', orderedAt: NOW - 60_000 };
  const orderedAt = new Date(bypass.orderedAt).toISOString();
  const used = { name: 'new-market', until: '2027-01-31', reason: HOSTILE, approvedBy: 'tomas' };
  const versions = [
    ...othersOf()
      .toSorted((a, b) => (a.createdAt < b.createdAt ? -1 : 1))
      .map((one) => versionOf(one.subject.modelPackageVersion ?? 0, [decided(0, one)])),
    versionOf(8, chainOf(decisionOf({ policyTexts: dossierOf().policies[0]?.digest ?? '' })).toReversed()),
    versionOf(9, [
      decided(9, decisionOf({ origin: 'External', verdict: 'Reject', subject: outside })),
      { kind: 'bypassed', identity: identityOf(9), revision: 1, previous: null, bypass },
      decided(
        9,
        decisionOf({
          origin: 'Bypass',
          verdict: 'Approve',
          bypass: { ...bypass, orderedAt },
          exceptions: [{ ...used, policy: 'fraud', validation: 'floor' }],
        }),
      ),
    ]),
  ];
  const carried = {
    kind: 'project',
    target: 'fraud-serving',
    account: '111122223333',
    region: 'us-east-1',
    version: 'fraud-card v8',
    decisionId: 'd-8f3a61c20b7e',
    approvalStatus: 'Approved',
    result: 'Failed',
    at: new Date(NOW).toISOString(),
    because: HOSTILE,
    before: { ModelPackageArn: arnOf(6) },
    after: { ModelPackageArn: arnOf(8), droppedMetadata: '' },
    copies: [arnOf(1, 'copies')],
  } as const;
  const at = new Date(NOW).toISOString();
  const dossier = dossierOf({
    subject: 'group fraud-card',
    from: '2026-08-01T00:00:00.000Z',
    to: at,
    madeAt: at,
    versions: versions.map(({ version }) => version),
    people: [{ id: 'mei', name: 'Mei', groups: ['risk-approvers'] }],
    exceptions: [{ ...used, policy: 'fraud', validation: 'floor', scope: 'group fraud-card', isOver: false }],
    carried: [carried],
    modes: [{ group: null, mode: 'Enforce', previousMode: 'Audit', by: 'user/ann', at, reason: HOSTILE }],
    revoked: [{ person: 'ines', by: 'user/ann', at, comment: 'left' }],
    archive: { until: at, documents: 12 },
    gaps: ['fraud-card v2: report serving was not kept.'],
    ...changes,
  });
  return { dossier, versions, textOf: () => `# ${HOSTILE}\nkind: ModelApprovalPolicy\n`, nameOf: (id) => id };
}

/** The page of all that. */
export const pageOf = (told: Told = toldOf()): string => dossierPage(told);
