// decide: the only writer of the registry. A queue message only says "look at this model package".
import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { makeBus } from '../lib/aws/bus.ts';
import { makeLedger } from '../lib/aws/ledger.ts';
import { makeChangeVisibility } from '../lib/aws/queue.ts';
import { makeRegistries } from '../lib/aws/registry.ts';
import { makeLazyReportStore } from '../lib/aws/lazy-report-store.ts';
import { readConfig } from '../lib/config.ts';
import { makeDecideBatch } from '../lib/decisions/decide-batch.ts';
import { makeDecidePlace } from '../lib/decisions/decide-place.ts';
import { makeGatherEvidence } from '../lib/evidence/gather.ts';
import { fromQueue } from '../lib/handler.ts';
import { makeObserve } from '../lib/observe.ts';
import { makePacer } from '../lib/pacer.ts';
import { loadPolicySet } from '../lib/policy/load.ts';
import { readPolicyFolder } from '../lib/policy-folder.ts';

const config = readConfig();
const observe = makeObserve('decide');
const policies = loadPolicySet(await readPolicyFolder(config.policiesDir, 'policies'));
const { accounts } = policies;
const { ownAccount, region } = config;
const clock = Date.now;
// The pacer tries again, so that it sees every refusal.
const registries = makeRegistries({ accounts, ownAccount, region, client: { maxAttempts: 1 } });
const reports = makeLazyReportStore({ accounts, ownAccount, region });
const decidePlace = makeDecidePlace({
  ...config,
  registries,
  ledger: makeLedger({ tableName: config.tableName, bucketName: config.evidenceBucket }),
  bus: makeBus({ busName: config.busName }),
  clock,
  random: Math.random,
  pacer: makePacer({ clock, sleep: wait, rate: config.callsPerSecond }),
  newToken: () => randomBytes(16).toString('hex'),
  observe,
  gatherEvidence: makeGatherEvidence({ registries, reports, accounts, ownAccount, clock }),
  policies,
});

export const handler = fromQueue({ observe, changeVisibility: makeChangeVisibility() }, makeDecideBatch(decidePlace));
