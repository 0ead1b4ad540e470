// A small dossier, whole: one version with a decision, an answer and the decision that it led to, its inputs, and the policy file.
import { canonicalJson, sha256 } from '../../lib/identity.ts';
import { withChecksums } from '../../lib/dossier/checksums.ts';
import {
  DOCUMENT,
  entryPath,
  inputPath,
  PAGE,
  policySetPath,
  policyTextPath,
  README,
  type Dossier,
  type DossierFile,
} from '../../lib/dossier/dossier.ts';
import { entryOf } from '../../lib/ledger/entries.ts';
import type { LogContent } from '../../lib/ledger/log.ts';
import { listPolicyTexts, textsDigestOf } from '../../lib/policy/policy-texts.ts';
import { readSource } from '../../lib/policy/yaml-source.ts';
import { IDENTITY, ARN } from '../ledger/heads.ts';

const POLICY = 'apiVersion: modelgate/v1 # ten lines\nkind: ModelApprovalPolicy\n';
const INPUT = Buffer.from('{"CustomerMetadataProperties":{"accuracy":"0.93"}}');
const [document] = readSource('policies/a.yaml', POLICY).documents;
const POLICY_HASH = sha256(canonicalJson(document?.toJS({ mapAsMap: true })));
const TEXTS = listPolicyTexts([{ path: 'policies/a.yaml', text: POLICY }]);
const DIGEST = textsDigestOf(TEXTS);
const FOLDER = 'log/churn-v7';

const decision = (revision: number, verdict: string): unknown => ({
  decisionId: `d-${revision}`,
  createdAt: `2026-11-2${revision}T09:00:00.000Z`,
  verdict,
  revision,
  policyTexts: DIGEST,
  inputs: { recorded: [{ what: 'DescribeModelPackage', sha256: sha256(INPUT) }] },
  policies: [{ policy: 'a', file: 'policies/a.yaml', sha256: POLICY_HASH }],
  shadow: [],
});
const base = { identity: IDENTITY };
const first = entryOf({
  ...base,
  kind: 'decided',
  revision: 1,
  previous: null,
  before: null,
  decision: decision(1, 'RequireReview'),
} as LogContent);
const answered = entryOf({
  ...base,
  kind: 'answered',
  revision: 1,
  previous: first.hash,
  answer: { person: 'mei', choice: 'Approve', comment: 'read the report', answeredAt: 1_700_000_000_000 },
} as LogContent);
const second = entryOf({
  ...base,
  kind: 'decided',
  revision: 2,
  previous: answered.hash,
  before: { revision: 1, outcome: 'done' },
  decision: decision(2, 'Approve'),
} as LogContent);
const ENTRIES = [first, answered, second];

/** The document of it. */
export const dossierOf = (changes: Partial<Dossier> = {}): Dossier => ({
  schemaVersion: '1',
  stack: 'modelgate-test',
  account: '111122223333',
  region: 'us-east-1',
  subject: 'churn v7',
  from: null,
  to: null,
  madeAt: '2026-11-25T00:00:00.000Z',
  madeBy: 'arn:aws:iam::111122223333:user/ann',
  versions: [
    {
      name: 'churn v7',
      modelPackageArn: ARN,
      head: { identity: IDENTITY, revision: 2, entryHash: second.hash },
      log: ENTRIES.map(({ hash, content }, index) => ({
        file: entryPath(FOLDER, index + 1, hash),
        sha256: hash,
        kind: content.kind,
        revision: content.revision,
        at: '2026-11-21T09:00:00.000Z',
      })),
      inputs: [{ sha256: sha256(INPUT), what: ['DescribeModelPackage'], file: inputPath(sha256(INPUT), INPUT) }],
      exclusions: [],
      registry: null,
      anchor: { key: 'heads/00000001.json', sha256: 'f'.repeat(64), entryHash: first.hash, revision: 1 },
    },
  ],
  policies: [
    {
      digest: DIGEST,
      file: policySetPath(DIGEST),
      texts: TEXTS.map((one) => ({ ...one, file: policyTextPath(one.sha256) })),
    },
  ],
  people: [],
  exceptions: [],
  carried: [],
  modes: [],
  revoked: [],
  archive: null,
  gaps: [],
  ...changes,
});

/** Its files without SHA256SUMS. */
export const partsOf = (dossier: Dossier = dossierOf()): readonly DossierFile[] => [
  { path: README, bytes: Buffer.from('Read me.\n') },
  { path: PAGE, bytes: Buffer.from('<!doctype html>\n') },
  { path: DOCUMENT, bytes: Buffer.from(canonicalJson(dossier)) },
  { path: inputPath(sha256(INPUT), INPUT), bytes: INPUT },
  { path: policySetPath(DIGEST), bytes: Buffer.from(canonicalJson(TEXTS)) },
  { path: policyTextPath(TEXTS[0]?.sha256 ?? ''), bytes: Buffer.from(POLICY) },
  ...ENTRIES.map(({ hash, content }, index) => ({
    path: entryPath(FOLDER, index + 1, hash),
    bytes: Buffer.from(canonicalJson(content)),
  })),
];

/** All of its files. */
export const filesOf = (dossier: Dossier = dossierOf()): readonly DossierFile[] => withChecksums(partsOf(dossier));
