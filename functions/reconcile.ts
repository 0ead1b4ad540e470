// reconcile: every 15 minutes finds what events missed and wakes decide for it. It never acts itself.
import { makeWaker } from '../lib/aws/bus.ts';
import { makeLedger } from '../lib/aws/ledger.ts';
import { makeRegistries } from '../lib/aws/registry.ts';
import { readConfig } from '../lib/config.ts';
import { makeReconcile } from '../lib/decisions/reconcile.ts';
import { fromSchedule } from '../lib/handler.ts';
import { METRICS, makeObserve } from '../lib/observe.ts';
import { loadPolicySet } from '../lib/policy/load.ts';
import { readPolicyFolder } from '../lib/policy-folder.ts';

const config = readConfig();
const observe = makeObserve('reconcile');
const policies = loadPolicySet(await readPolicyFolder(config.policiesDir, 'policies'));
const { ownAccount, region } = config;
const reconcile = makeReconcile({
  ...config,
  registries: makeRegistries({ accounts: policies.accounts, ownAccount, region }),
  ledger: makeLedger({ tableName: config.tableName, bucketName: config.evidenceBucket }),
  wake: makeWaker({ busName: config.intakeBusName }),
  clock: Date.now,
  policies,
});

export const handler = fromSchedule({ observe }, async () => {
  const swept = await reconcile();
  observe.info('sweep', swept);
  observe.count(METRICS.woken, swept.woken);
  return swept;
});
