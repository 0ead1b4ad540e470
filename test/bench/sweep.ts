// A sweep of a large registry by the real use case: calls and memory, in one process without a network.
import { makeReconcile } from '../../lib/decisions/reconcile.ts';
import { makePacer } from '../../lib/pacer.ts';
import { loadPolicySet } from '../../lib/policy/load.ts';
import type { ListedPage, RegistryLists } from '../../lib/ports.ts';
import { TEN_LINES } from '../functions/gate.ts';
import { arnOf } from '../evidence/given.ts';
import { makeInMemoryLedger } from '../ledger/in-memory-ledger.ts';
import type { Section } from './table.ts';

const PAGE = 100;
const PENDING_EVERY = 100;
const MIB = 1024 * 1024;

/** Pages of a registry of `entries` versions, every hundredth pending; nothing is kept. */
function makeCountedLists(entries: number): { lists: RegistryLists; calls: () => number } {
  let calls = 0;
  const pageOf = (count: number, token: string | null, step: number): ListedPage => {
    calls += 1;
    const from = Number(token ?? 0);
    const to = Math.min(from + PAGE, count);
    const packages = Array.from({ length: to - from }, (_, index) => {
      const version = (from + index) * step + 1;
      const isPending = (version - 1) % PENDING_EVERY === 0;
      const approvalStatus = isPending ? ('PendingManualApproval' as const) : ('Approved' as const);
      return {
        arn: arnOf(version, `churn-${version % 50}`),
        creationTime: isPending ? 10 : 0,
        approvalStatus,
        modifiedAt: null,
      };
    });
    return { packages, nextToken: to < count ? String(to) : null };
  };
  const lists: RegistryLists = {
    listPending: async (token) => pageOf(entries / PENDING_EVERY, token, PENDING_EVERY),
    listVersions: async (token) => pageOf(entries, token, 1),
    listChanged: async () => ({ packages: [], nextToken: null }),
  };
  return { lists, calls: () => calls };
}

/** One whole sweep, the daily list of everything included. */
export async function benchSweep(entries: number): Promise<Section> {
  const { lists, calls } = makeCountedLists(entries);
  let woken = 0;
  const before = process.memoryUsage().heapUsed;
  let most = before;
  const sweep = makeReconcile({
    listsOf: () => lists,
    ledger: makeInMemoryLedger(),
    cursors: { readCursor: async () => null, putCursor: async () => undefined },
    wake: async () => {
      woken += 1;
      if (woken % 200 === 0) most = Math.max(most, process.memoryUsage().heapUsed);
    },
    clock: () => 1_000,
    sleep: async () => undefined,
    random: () => 0.5,
    pacer: makePacer({ clock: () => 1_000, sleep: async () => undefined, rate: 1_000_000 }),
    policies: loadPolicySet([{ path: 'policies/p.yaml', text: TEN_LINES }]),
    ownAccount: '111122223333',
    region: 'us-east-1',
    deployedAt: 5,
    mode: 'Enforce',
    maxWritesPerSweep: 20,
  });
  await sweep(() => 300_000);
  const pending = entries / PENDING_EVERY;
  return {
    columns: ['ours', 'naive'],
    title: `a sweep of ${entries.toLocaleString('en')} registry entries, 1 % pending`,
    rows: [
      { what: 'registry calls', figures: [calls(), entries], limit: entries / PAGE + Math.ceil(pending / PAGE) + 1 },
      { what: 'versions woken', figures: [woken] },
      { what: 'memory that grew meanwhile', figures: [Math.max(0, most - before) / MIB], unit: 'MiB', limit: 64 },
    ],
  };
}
