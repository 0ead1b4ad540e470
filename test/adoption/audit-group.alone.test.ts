// An audit reads a group page by page: its calls are as few as can be, its memory does not grow with the group, and it goes on where it stopped.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { auditPage, type AuditPorts, type GroupCursor } from '../../cli/audit/group.ts';
import { inOrder } from '../../cli/audit/in-order.ts';
import { emptyTally, type GroupTally } from '../../lib/adoption/audit-tally.ts';
import { arnKey, parseModelPackageArn } from '../../lib/identity.ts';
import { loadPolicySet } from '../../lib/policy/load.ts';
import { TEN_LINES } from '../functions/gate.ts';
import { runs } from '../runs.ts';

const PAGE = 100;
/** Bytes. */
const REPORT = 32 * 1024;
const arnOf = (version: number) =>
  parseModelPackageArn(`arn:aws:sagemaker:us-east-1:111122223333:model-package/churn-large/${version}`);
const ALLOWING = `${TEN_LINES}  olderThanApproved: Allow\n`;
const BY_CHAMPION = ALLOWING.replace(
  '  onPass: Approve\n',
  `    - { name: not-worse, compare: { value: metadata.accuracy, baseline: champion.metadata.accuracy, direction: HigherIsBetter, onNoBaseline: Pass }, action: Reject }
  onPass: Approve
`,
);
const BY_IMAGE = `apiVersion: modelgate/v1
kind: ModelApprovalPolicy
metadata: { name: pinned }
spec:
  match: { modelPackageGroups: ["churn-*"] }
  olderThanApproved: Allow
  validations:
    - { name: pinned-image, expression: 'image.containers.all(c, c.digest != "")', action: Reject, message: Every image is pinned. }
  onPass: Approve
`;

const STATUS = { A: 'Approved', R: 'Rejected', P: 'PendingManualApproval' } as const;
type Given = {
  readonly count: number;
  /** Letters of statuses, repeated: A, R, P. */
  readonly statuses: string;
  readonly policy?: string;
  /** Bytes of the report that each version names. */
  readonly reportBytes?: number;
};

/** A group whose versions were decided by people in turns, and what was asked of it. */
function groupOf({ count, statuses, policy = ALLOWING, reportBytes = 0 }: Given) {
  const statusOf = (version: number) => STATUS[statuses[(version - 1) % statuses.length] as keyof typeof STATUS];
  const asked = { lists: 0, batches: 0, describes: 0, reads: 0 };
  const ports: AuditPorts = {
    listVersions: async (token) => {
      asked.lists += 1;
      const from = Number(token ?? 0);
      const size = Math.min(PAGE, count - from);
      const packages = Array.from({ length: size }, (_, index) => ({
        arn: arnOf(from + index + 1),
        creationTime: from + index,
        approvalStatus: statusOf(from + index + 1),
        modifiedAt: null,
      }));
      return { packages, nextToken: from + size < count ? String(from + size) : null };
    },
    registry: {
      describe: async (arn) => {
        asked.describes += 1;
        return { raw: '', description: descriptionOf(arn.version ?? 0, statusOf(arn.version ?? 0)) };
      },
      batchDescribe: async (arns) => {
        asked.batches += 1;
        const found = arns.map(
          (arn) => [arnKey(arn), summaryOf(arn.version ?? 0, statusOf(arn.version ?? 0))] as const,
        );
        return { found: new Map(found), failed: new Map() };
      },
      groupTags: async () => new Map(),
    },
    gatherEvidence: async ({ package: seen, champion }) => {
      asked.reads += 'metadata' in seen && reportBytes > 0 ? 1 : 0;
      const body = new Uint8Array(reportBytes);
      return {
        evidence: {
          package: seen,
          reports: new Map(),
          cards: new Map([['bytes', { name: 'bytes', body } as never]]),
          group: { name: 'churn-large', tags: new Map() },
          champion,
          now: 0,
        },
        recordings: [],
        documents: [],
      };
    },
    policies: loadPolicySet([{ path: 'churn.yaml', text: policy }]),
    since: 0,
    now: 1,
    calls: () => ({ calls: asked.lists + asked.batches + asked.describes, reads: asked.reads }),
    progress: () => undefined,
  };
  return { ports, asked };
}

const summaryOf = (version: number, approvalStatus: (typeof STATUS)[keyof typeof STATUS]) => ({
  arn: arnOf(version),
  description: null,
  creationTime: version,
  status: 'Completed' as const,
  approvalStatus,
  registrationType: null,
  containers: [],
  instanceTypes: [],
});
const descriptionOf = (version: number, approvalStatus: (typeof STATUS)[keyof typeof STATUS]) => ({
  ...summaryOf(version, approvalStatus),
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

async function auditAll(
  ports: AuditPorts,
  tally: GroupTally,
  from: GroupCursor = BEGIN,
  onPage: () => void = () => undefined,
): Promise<void> {
  let cursor: GroupCursor | null = from;
  while (cursor !== null) {
    cursor = await auditPage(ports, tally, cursor);
    onPage();
  }
}
const BEGIN: GroupCursor = { nextToken: null, championArn: null };

test('who decided stands in DescribeModelPackage alone: one call for each decided version, and a list page for each hundred', async () => {
  const count = runs(1_000, 10_000);
  const { ports, asked } = groupOf({ count, statuses: 'AR' });
  const tally = emptyTally('churn-large');

  await auditAll(ports, tally);

  assert.deepEqual([tally.versions, tally.agree, tally.looser], [count, count / 2, count / 2]);
  assert.deepEqual(asked, { lists: count / PAGE, batches: 0, describes: count, reads: 0 });
  assert.equal(tally.calls, count + count / PAGE);
});

test('pending versions whose policies read no description cost one BatchDescribeModelPackage a page, but for a sample that tells which numbers there are', async () => {
  const count = runs(1_000, 10_000);
  const { ports, asked } = groupOf({ count, statuses: 'PPPPPPPPPA', policy: BY_IMAGE });
  const tally = emptyTally('churn-large');

  await auditAll(ports, tally);

  assert.deepEqual(
    [tally.pending, tally.wouldBe.Approve, tally.people, tally.lookedInto],
    [0.9 * count, 0.9 * count, 0.1 * count, 0.1 * count + 50],
  );
  assert.deepEqual(asked, {
    lists: count / PAGE,
    batches: count / PAGE,
    describes: 0.1 * count + 50,
    reads: 0,
  });
});

test('pending versions whose policies read metadata are described', async () => {
  const { ports, asked } = groupOf({ count: 200, statuses: 'P' });

  await auditAll(ports, emptyTally('churn-large'));

  assert.deepEqual(asked, { lists: 2, batches: 0, describes: 200, reads: 0 });
});

test('what is held of a large group with its reports is as much as of a small one', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const heldBy = async (count: number): Promise<number> => {
    const { ports } = groupOf({ count, statuses: 'AAR', policy: BY_CHAMPION, reportBytes: REPORT });
    const tally = emptyTally('churn-large');
    let [most, pages] = [0, 0];
    await auditAll(ports, tally, BEGIN, () => {
      if (++pages % 5 !== 0) return;
      // Buffers are freed beside the program: the second collection waits for what the first one began.
      collect();
      collect();
      const { heapUsed, arrayBuffers } = process.memoryUsage();
      most = Math.max(most, heapUsed + arrayBuffers);
    });
    assert.equal(tally.versions, count);
    assert.ok(JSON.stringify(tally).length < 64 * 1024);
    return most;
  };
  const [few, many] = [500, runs(3_000, 10_000)];
  // What V8 compiles and keeps for itself grows once, with the longest run; it is no report that is held.
  await heldBy(many);
  // Of three rounds the least: what is held is held in each, what a collection has not reached yet is not.
  const leastHeldBy = async (count: number): Promise<number> =>
    Math.min(await heldBy(count), await heldBy(count), await heldBy(count));
  const small = await leastHeldBy(few);
  const large = await leastHeldBy(many);

  // Held reports would be ten times this.
  assert.ok(large - small < 0.1 * (many - few) * REPORT, `${large} bytes for ${many} versions, ${small} for ${few}`);
});

test('stopped after a page and gone on with from what was kept, it counts the same', async () => {
  const { ports } = groupOf({ count: 250, statuses: 'ARP', policy: BY_CHAMPION });
  const whole = emptyTally('churn-large');
  await auditAll(ports, whole);

  const first = emptyTally('churn-large');
  const cursor = await auditPage(ports, first, BEGIN);
  const kept = JSON.parse(JSON.stringify({ tally: first, cursor })) as { tally: GroupTally; cursor: GroupCursor };
  await auditAll(ports, kept.tally, kept.cursor);

  // The champion is read again at the beginning of each page.
  assert.deepEqual({ ...kept.tally, calls: 0 }, { ...whole, numbers: { ...whole.numbers }, calls: 0 });
});

test('work side by side is handed on in order, a failure in its turn', async () => {
  let [running, most] = [0, 0];
  const work = async (item: number): Promise<number> => {
    most = Math.max(most, ++running);
    for (let turns = 0; turns < 10 - item; turns++) await Promise.resolve();
    running -= 1;
    if (item === 7) throw new Error('seven');
    return item;
  };
  const taken: number[] = [];

  await assert.rejects(async () => {
    for await (const one of inOrder([1, 2, 3, 4, 5, 6, 7, 8, 9], 3, work)) taken.push(one);
  }, /seven/u);

  assert.deepEqual(taken, [1, 2, 3, 4, 5, 6]);
  assert.ok(most <= 3);
});
