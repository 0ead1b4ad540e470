// A backtest over as many decisions as a company makes in years, in the memory of a page.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tryLedger, type ReadLedger, type Tried } from '../../cli/backtest/ledger.ts';
import type { Decision } from '../../lib/decisions/decision.ts';
import type { PackageSummary } from '../../lib/evidence/evidence.ts';
import { INPUTS, type RecordedInputs } from '../../lib/evidence/recorded-inputs.ts';
import { canonicalJson, parseModelPackageArn, sha256 } from '../../lib/identity.ts';
import type { Head } from '../../lib/ledger/head.ts';
import type { LogEntry } from '../../lib/ledger/log.ts';
import { loadPolicySet } from '../../lib/policy/load.ts';
import type { LogRow } from '../../lib/ports.ts';
import { runs } from '../runs.ts';

const DECISIONS = runs(1_500, 10_000);
const START = Date.UTC(2026, 9, 1);
const POLICY = `apiVersion: modelgate/v1
kind: ModelApprovalPolicy
metadata: { name: pinned }
spec:
  match: { modelPackageGroups: ["*"] }
  olderThanApproved: Allow
  validations:
    - name: pinned-image
      expression: image.containers.all(c, c.digest != "")
      action: Reject
  onPass: Approve
`;

/** Every tenth image is not pinned. */
const digestOf = (index: number): string => (index % 10 === 0 ? '' : `sha256:${'a'.repeat(64)}`);

function recordedAt(index: number): Uint8Array {
  const summary: PackageSummary = {
    arn: parseModelPackageArn(`arn:aws:sagemaker:us-east-1:111122223333:model-package/churn/${index + 1}`),
    description: null,
    creationTime: START,
    status: 'Completed',
    approvalStatus: 'PendingManualApproval',
    registrationType: 'Registered',
    containers: [
      {
        image: 'i',
        registry: 'r',
        repository: 'p',
        tag: '',
        digest: digestOf(index),
        modelDataUrl: '',
        environment: new Map(),
      },
    ],
    instanceTypes: [],
  };
  const inputs: RecordedInputs = {
    now: START,
    package: { summary, description: null, hasCard: false, documents: [] },
    groupTags: null,
    champion: { state: 'notAsked' },
  };
  return Buffer.from(canonicalJson(inputs));
}

const rowOf = (index: number): LogRow => ({
  identity: `aws:111122223333:us-east-1:churn:${index + 1}:${START}`,
  revision: 1,
  entryHash: `h${index}`,
  time: START + index,
});

const indexOf = ({ entryHash }: Pick<LogRow, 'entryHash'>): number => Number(entryHash.slice(1));

/** As far as a backtest reads it. */
function entryOf(row: LogRow): LogEntry {
  const index = indexOf(row);
  const modelPackageArn = `arn:aws:sagemaker:us-east-1:111122223333:model-package/churn/${index + 1}`;
  const subject = {
    identity: row.identity,
    modelPackageArn,
    modelPackageGroupName: 'churn',
    modelPackageVersion: index + 1,
  };
  const recorded = [{ what: INPUTS, sha256: sha256(recordedAt(index)) }];
  const policies = [{ policy: 'pinned', matched: true, verdict: 'Approve', validations: [] }];
  const decision = { decisionId: `d-${index}`, subject, inputs: { recorded }, policies } as unknown as Decision;
  const { identity, revision } = row;
  return {
    hash: row.entryHash,
    content: { kind: 'decided', identity, revision, previous: null, before: null, decision },
  };
}

/** A ledger that makes what it is asked for, and notes how much that is at once. */
function givenLedger() {
  let [reading, most, largest] = [0, 0, 0];
  const ledger: ReadLedger = {
    readLog: async ({ limit, nextToken }) => {
      const end = Number(nextToken ?? DECISIONS);
      const start = Math.max(0, end - limit);
      const rows = Array.from({ length: end - start }, (_, index) => rowOf(end - 1 - index));
      return { rows, nextToken: start > 0 ? String(start) : null };
    },
    readHeads: async (identities) => {
      largest = Math.max(largest, identities.length);
      const headOf = (identity: string): Head => {
        const index = Number(identity.split(':')[4]) - 1;
        return { identity, revision: 1, entryHash: `h${index}` } as unknown as Head;
      };
      return new Map(identities.map((identity) => [identity, headOf(identity)]));
    },
    readEntries: async (rows) => rows.map(entryOf),
    readEntry: async () => null,
    readRecordings: async (row) => {
      most = Math.max(most, ++reading);
      await Promise.resolve();
      reading--;
      const body = recordedAt(indexOf(row));
      return new Map([[sha256(body), body]]);
    },
  };
  return { ledger, seen: () => ({ most, largest }) };
}

test(`${DECISIONS} decisions are tried page by page, and each version is told once`, async () => {
  const { ledger, seen } = givenLedger();
  const set = loadPolicySet([{ path: 'pinned.yaml', text: POLICY }]);
  const counts = new Map<string, number>();
  const found = ({ compared }: Tried): void => {
    const change = compared?.change ?? 'missing';
    counts.set(change, (counts.get(change) ?? 0) + 1);
  };

  const scan = { since: START, until: START + DECISIONS, group: null };
  const { decisions } = await tryLedger(ledger, set, scan, found);

  assert.equal(decisions, DECISIONS);
  assert.deepEqual(Object.fromEntries(counts), { stricter: DECISIONS / 10, same: DECISIONS - DECISIONS / 10 });
  assert(seen().largest <= 100, 'more than a page of packages was read at once');
  assert(seen().most <= 16, 'more than 16 records were read at once');
});
