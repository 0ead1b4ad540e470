// A registry of one version, a bus and a clock for tests of the protocol, with a list of what was asked of them.
import assert from 'node:assert/strict';
import { makeSettlePackage, type SettleArgs, type SettlePorts } from '../../lib/decisions/settle-package.ts';
import type { Look } from '../../lib/ledger/look.ts';
import type { PublishedEvent } from '../../lib/events.ts';
import { parseModelPackageArn } from '../../lib/identity.ts';
import type { Head } from '../../lib/ledger/head.ts';
import type { Ledger, RegistryUpdate } from '../../lib/ports.ts';
import { ARN, IDENTITY, lookOf } from '../ledger/heads.ts';
import { makeInMemoryLedger } from '../ledger/in-memory-ledger.ts';
import { makeSimulatedCompose } from '../simulation/policies.ts';

const NO_HINT = { status: null, modifiedAt: null };

/** A ledger that writes down which of its writes were asked for. */
function tellingLedger(ledger: Ledger, asked: string[]): Ledger {
  const tell = async (name: string, write: () => Promise<void>): Promise<void> => {
    asked.push(name);
    await write();
  };
  return {
    ...ledger,
    putEntry: (entry, recordings) => tell('putEntry', () => ledger.putEntry(entry, recordings)),
    claim: (expected, next) => tell('claim', () => ledger.claim(expected, next)),
    takeOver: (expected, owner, until) => tell('takeOver', () => ledger.takeOver(expected, owner, until)),
    close: (mine, closedAt) => tell('close', () => ledger.close(mine, closedAt)),
  };
}

/** The version as it is seen after the update has landed. */
function landed(before: Look, request: RegistryUpdate, now: number): Look {
  const status = request.approvalStatus ?? before.status;
  const assessment = status === 'PendingManualApproval' ? before.assessment : null;
  const marker = request.metadata.get('modelgate:decision') ?? null;
  return { ...before, status, assessment, marker, modifiedAt: now };
}

/** Makes a registry of one pending version, a bus, a clock, and what was asked of them. */
export function makeBench(seen: Partial<Look> = {}) {
  const asked: string[] = [];
  const events: PublishedEvent[] = [];
  const requests: RegistryUpdate[] = [];
  const state = { now: 1_000_000, seen: lookOf({ modifiedAt: 500, ...seen }) as Look | null, tokens: 0 };
  const plain = makeInMemoryLedger();
  const land = (request: RegistryUpdate) => {
    state.seen = state.seen && landed(state.seen, request, state.now);
  };
  const ports: SettlePorts = {
    ledger: tellingLedger(plain, asked),
    bus: {
      async publish(event) {
        asked.push('publish');
        events.push(event);
      },
    },
    clock: () => state.now,
    newToken: () => `token-${++state.tokens}`,
    async update(request, maySign) {
      asked.push('update');
      assert.equal(maySign(), true);
      requests.push(request);
      land(request);
    },
    build: 1,
    stack: 'test',
    async sleep(milliseconds) {
      state.now += milliseconds;
    },
  };
  const args = (mode: SettleArgs['mode'], firstHead: Head | null): SettleArgs => ({
    identity: IDENTITY,
    modelPackageArn: ARN,
    firstHead,
    hint: NO_HINT,
    async look() {
      asked.push('look');
      return state.seen && { ...state.seen, lookedAt: state.now };
    },
    compose: makeSimulatedCompose({ arn: parseModelPackageArn(ARN), identity: IDENTITY, mode, build: 1 }),
    mode,
  });
  const settle = async (
    more: Partial<SettlePorts> = {},
    change: Partial<SettleArgs> = {},
    mode: SettleArgs['mode'] = 'Enforce',
  ) => makeSettlePackage({ ...ports, ...more })({ ...args(mode, await plain.readHead(IDENTITY)), ...change });
  return { asked, events, requests, state, ledger: plain, settle, land };
}
