// reconcile: every 15 minutes finds what events missed and wakes decide or redeploy for it. It never acts itself.
import { makeArchiveSide } from '../lib/aws/archive-side.ts';
import { makeWaker } from '../lib/aws/bus.ts';
import { makeLaneSide } from '../lib/aws/lane-side.ts';
import { makeLedger } from '../lib/aws/ledger.ts';
import { makeModeSide } from '../lib/aws/mode-side.ts';
import { makeRegistryLists } from '../lib/aws/registry-lists.ts';
import { makeSweepCursors } from '../lib/aws/sweep-cursors.ts';
import { readConfig } from '../lib/config.ts';
import { makeAnnounceModes } from '../lib/decisions/announce-modes.ts';
import { makeReconcile, placesOf } from '../lib/decisions/reconcile.ts';
import { makeSweep } from '../lib/decisions/sweep.ts';
import { fromSchedule } from '../lib/handler.ts';
import { makeObserve } from '../lib/observe.ts';
import { paceInTime } from '../lib/pacer.ts';
import { loadDeployedPolicies } from '../lib/policy-folder.ts';
import { makeSweepLanes } from '../lib/promotion/sweep-lanes.ts';

const config = readConfig();
const observe = makeObserve('reconcile');
const policies = await loadDeployedPolicies(config);
const { ownAccount, region, tableName, evidenceBucket: bucketName } = config;
const where = { accounts: policies.accounts, ownAccount, region };
const ledger = makeLedger({ tableName, bucketName });
const reconcile = makeReconcile({
  ...config,
  listsOf: makeRegistryLists({ ...where, client: { maxAttempts: 1 } }),
  ledger,
  wake: makeWaker({ busName: config.intakeBusName }),
  cursors: makeSweepCursors({ tableName }),
  ...paceInTime(config.callsPerSecond, observe),
  policies,
});
const places = policies.redeployments.length > 0 ? placesOf({ policies, ownAccount, region }) : [];
const sweepLanes = makeSweepLanes({ ...makeLaneSide(config, where), clock: Date.now, places });
const announceModes = makeAnnounceModes(makeModeSide(config, policies.digest));
const { keepArchive } = makeArchiveSide(config, { ledger, policies, observe, clock: Date.now });
const sweep = makeSweep({ observe, clock: Date.now, reconcile, sweepLanes, announceModes, keepArchive });
export const handler = fromSchedule({ observe }, sweep);
