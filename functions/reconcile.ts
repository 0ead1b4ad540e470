// reconcile: every 15 minutes finds what events missed and wakes decide or redeploy for it. It never acts itself.
import { makeWaker } from '../lib/aws/bus.ts';
import { makeLaneWaker } from '../lib/aws/lane-waker.ts';
import { makeLanes } from '../lib/aws/lanes.ts';
import { makeLedger } from '../lib/aws/ledger.ts';
import { makeProjects } from '../lib/aws/projects.ts';
import { makeRegistries } from '../lib/aws/registry.ts';
import { readConfig } from '../lib/config.ts';
import { makeReconcile, placesOf } from '../lib/decisions/reconcile.ts';
import { fromSchedule } from '../lib/handler.ts';
import { METRICS, makeObserve } from '../lib/observe.ts';
import { loadPolicySet } from '../lib/policy/load.ts';
import { readPolicyFolder } from '../lib/policy-folder.ts';
import { makeSweepLanes } from '../lib/promotion/sweep-lanes.ts';

const config = readConfig();
const observe = makeObserve('reconcile');
const policies = loadPolicySet(await readPolicyFolder(config.policiesDir, 'policies'));
const { ownAccount, region, tableName } = config;
const { accounts, redeployments } = policies;
const reconcile = makeReconcile({
  ...config,
  registries: makeRegistries({ accounts, ownAccount, region }),
  ledger: makeLedger({ tableName, bucketName: config.evidenceBucket }),
  wake: makeWaker({ busName: config.intakeBusName }),
  clock: Date.now,
  policies,
});
const wakeLane = makeLaneWaker({ project: config.redeployQueueUrl });
const projectsOf = makeProjects({ accounts, ownAccount, region });
const places = redeployments.length > 0 ? placesOf({ policies, ownAccount, region }) : [];
const sweepLanes = makeSweepLanes({ lanes: makeLanes({ tableName }), projectsOf, wakeLane, clock: Date.now, places });

export const handler = fromSchedule({ observe }, async () => {
  const [decisions, lanes] = await Promise.all([reconcile(), sweepLanes()]);
  const swept = { ...decisions, lanes };
  observe.info('sweep', swept);
  observe.count(METRICS.woken, swept.woken);
  return swept;
});
