// register: the only one that may assume target roles and CreateModelPackage. One lane a version and target.
import { randomBytes } from 'node:crypto';
import { makeBus } from '../lib/aws/bus.ts';
import { makeLaneWaker } from '../lib/aws/lane-waker.ts';
import { makeLanes } from '../lib/aws/lanes.ts';
import { makeLazyReportStore } from '../lib/aws/lazy-report-store.ts';
import { makeLedger } from '../lib/aws/ledger.ts';
import { makeObjectsOf } from '../lib/aws/objects.ts';
import { makeChangeVisibility } from '../lib/aws/queue.ts';
import { makeRegistries } from '../lib/aws/registry.ts';
import { makeReadSource } from '../lib/aws/source-version.ts';
import { makeTargetCredentials } from '../lib/aws/target-credentials.ts';
import { makeTargetRegistries } from '../lib/aws/target-registry.ts';
import { readConfig } from '../lib/config.ts';
import { fromQueue } from '../lib/handler.ts';
import { makeObserve } from '../lib/observe.ts';
import { loadDeployedPolicies } from '../lib/policy-folder.ts';
import { makeRegister } from '../lib/promotion/register-version.ts';
import { tellBlocked } from '../lib/promotion/tell-blocked.ts';
import { tellingLanes } from '../lib/promotion/telling-lanes.ts';

const config = readConfig();
const observe = makeObserve('register');
const policies = await loadDeployedPolicies(config);
const access = { accounts: policies.accounts, ownAccount: config.ownAccount, region: config.region };
const credentialsOf = makeTargetCredentials(config.region);
const ports = { ...config, ...policies, ...access, clock: Date.now, newToken: () => randomBytes(16).toString('hex') };
const register = makeRegister({
  ...ports,
  lanes: tellingLanes(makeLanes(config), observe),
  ledger: makeLedger({ tableName: config.tableName, bucketName: config.evidenceBucket }),
  readSource: makeReadSource(makeRegistries(access)),
  targets: makeTargetRegistries({ credentialsOf }),
  objectsOf: makeObjectsOf({ credentialsOf, sizes: config.copySizes }),
  reports: makeLazyReportStore(access),
  bus: makeBus(config),
  wakeLane: makeLaneWaker({ registration: config.registerQueueUrl }),
  onBlocked: tellBlocked(observe),
});
export const handler = fromQueue({ observe, changeVisibility: makeChangeVisibility() }, register);
