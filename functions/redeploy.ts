// redeploy: the only one that may UpdateProject. One lane a project; a lane that waits wakes itself later.
import { randomBytes } from 'node:crypto';
import { makeBus } from '../lib/aws/bus.ts';
import { makeLaneWaker } from '../lib/aws/lane-waker.ts';
import { makeLanes } from '../lib/aws/lanes.ts';
import { makeLedger } from '../lib/aws/ledger.ts';
import { makeProjects } from '../lib/aws/projects.ts';
import { makeLazyChangeVisibility } from '../lib/aws/lazy-change-visibility.ts';
import { makeRegistries } from '../lib/aws/registry.ts';
import { readConfig } from '../lib/config.ts';
import { fromQueue } from '../lib/handler.ts';
import { METRICS, makeObserve } from '../lib/observe.ts';
import { loadDeployedPolicies } from '../lib/policy-folder.ts';
import { makeRedeploy } from '../lib/promotion/redeploy.ts';
import { tellingLanes } from '../lib/promotion/telling-lanes.ts';

const config = readConfig();
const observe = makeObserve('redeploy');
const policies = await loadDeployedPolicies(config);
const { accounts } = policies;
const { ownAccount, region, tableName, mode, pace } = config;
const redeploy = makeRedeploy({
  lanes: tellingLanes(makeLanes({ tableName }), observe),
  projectsOf: makeProjects({ accounts, ownAccount, region }),
  registries: makeRegistries({ accounts, ownAccount, region }),
  ledger: makeLedger({ tableName, bucketName: config.evidenceBucket }),
  bus: makeBus({ busName: config.busName }),
  wakeLane: makeLaneWaker({ project: config.redeployQueueUrl }),
  clock: Date.now,
  newToken: () => randomBytes(16).toString('hex'),
  onLongWait: ({ laneId, because }, waited) => {
    observe.warn('a lane waits', { laneId, because, minutes: Math.floor(waited / 60_000) });
    observe.count(METRICS.lanesWaiting);
  },
  ...policies,
  mode,
  pace,
});

export const handler = fromQueue({ observe, changeVisibility: makeLazyChangeVisibility() }, redeploy);
