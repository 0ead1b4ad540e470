// An audit reads a group page by page: its memory does not grow with the group, and it goes on where it stopped.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { auditPage, type AuditPorts, type GroupCursor } from '../../cli/audit/group.ts';
import { emptyTally, type GroupTally } from '../../lib/adoption/audit-tally.ts';
import { parseModelPackageArn } from '../../lib/identity.ts';
import { loadPolicySet } from '../../lib/policy/load.ts';
import { TEN_LINES } from '../functions/gate.ts';
import { runs } from '../runs.ts';

const PAGE = 100;
const arnOf = (version: number) =>
  parseModelPackageArn(`arn:aws:sagemaker:us-east-1:111122223333:model-package/churn-large/${version}`);

/** A group whose versions alternate: approved by people, rejected by people. */
function portsOf(count: number): AuditPorts {
  return {
    lists: {
      versions: async (_group, token) => {
        const from = Number(token ?? 0);
        const size = Math.min(PAGE, count - from);
        const versions = Array.from({ length: size }, (_, index) => ({
          arn: arnOf(from + index + 1),
          creationTime: from + index,
          status: (from + index) % 2 === 0 ? ('Approved' as const) : ('Rejected' as const),
        }));
        return { versions, nextToken: from + size < count ? String(from + size) : null };
      },
    },
    registry: {
      describe: async (arn) => ({ raw: '', description: descriptionOf(arn.version ?? 0) }),
    },
    gatherEvidence: async ({ package: seen, champion }) => ({
      evidence: {
        package: seen,
        reports: new Map(),
        cards: new Map(),
        group: { name: 'churn-large', tags: new Map() },
        champion,
        now: 0,
      },
      recordings: [],
      documents: [],
    }),
    policies: loadPolicySet([{ path: 'churn.yaml', text: `${TEN_LINES}  olderThanApproved: Allow\n` }]),
    since: 0,
    now: 1,
    progress: () => undefined,
  };
}

const descriptionOf = (version: number) => ({
  arn: arnOf(version),
  description: null,
  creationTime: version,
  status: 'Completed' as const,
  approvalStatus: version % 2 === 1 ? ('Approved' as const) : ('Rejected' as const),
  registrationType: null,
  containers: [],
  instanceTypes: [],
  metadata: new Map([['accuracy', '0.95']]),
  provenance: new Map(),
  metricsSources: new Map(),
  approvalDescription: null,
  sourceUri: null,
  modelLifeCycle: null,
  card: null,
  createdBy: 'role/train',
  lastModifiedBy: 'user/ann',
  lastModifiedTime: version + 1,
});

async function auditAll(ports: AuditPorts, tally: GroupTally, from: GroupCursor): Promise<void> {
  let cursor: GroupCursor | null = from;
  while (cursor !== null) cursor = await auditPage(ports, tally, cursor);
}
const BEGIN: GroupCursor = { nextToken: null, championArn: null };

test('what is kept of a large group is as small as of a small one', async () => {
  const count = runs(1_000, 10_000);
  const tally = emptyTally('churn-large');

  await auditAll(portsOf(count), tally, BEGIN);

  assert.deepEqual([tally.versions, tally.agree, tally.looser], [count, count / 2, count / 2]);
  assert.ok(JSON.stringify(tally).length < 64 * 1024);
});

test('stopped after a page and gone on with from what was kept, it counts the same', async () => {
  const ports = portsOf(250);
  const whole = emptyTally('churn-large');
  await auditAll(ports, whole, BEGIN);

  const first = emptyTally('churn-large');
  const cursor = await auditPage(ports, first, BEGIN);
  const kept = JSON.parse(JSON.stringify({ tally: first, cursor })) as { tally: GroupTally; cursor: GroupCursor };
  await auditAll(ports, kept.tally, kept.cursor);

  // One call more: the champion is read again.
  assert.deepEqual({ ...kept.tally, calls: 0 }, { ...whole, numbers: { ...whole.numbers }, calls: 0 });
});
