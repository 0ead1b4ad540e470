// promote: writes what a decision sets in motion into lanes, and wakes them. It updates nothing itself.
import { makeLaneWaker } from '../lib/aws/lane-waker.ts';
import { makeLanes } from '../lib/aws/lanes.ts';
import { makeLedger } from '../lib/aws/ledger.ts';
import { makeProjects } from '../lib/aws/projects.ts';
import { makeLazyChangeVisibility } from '../lib/aws/lazy-change-visibility.ts';
import { makeRegistries } from '../lib/aws/registry.ts';
import { readConfig } from '../lib/config.ts';
import { fromQueue } from '../lib/handler.ts';
import { makeObserve } from '../lib/observe.ts';
import { loadDeployedPolicies } from '../lib/policy-folder.ts';
import { makePromote } from '../lib/promotion/promote.ts';
import { tellingLanes } from '../lib/promotion/telling-lanes.ts';

const config = readConfig();
const observe = makeObserve('promote');
const { accounts, redeployments, registrations } = await loadDeployedPolicies(config);
const { ownAccount, region, tableName } = config;
const promote = makePromote({
  ledger: makeLedger({ tableName, bucketName: config.evidenceBucket }),
  registries: makeRegistries({ accounts, ownAccount, region }),
  projectsOf: makeProjects({ accounts, ownAccount, region }),
  lanes: tellingLanes(makeLanes({ tableName }), observe),
  wakeLane: makeLaneWaker({ project: config.redeployQueueUrl, registration: config.registerQueueUrl }),
  clock: Date.now,
  redeployments,
  registrations,
});

export const handler = fromQueue({ observe, changeVisibility: makeLazyChangeVisibility() }, promote);
