// decide: the only writer of the registry. A queue message only says "look at this model package".
import { randomBytes } from 'node:crypto';
import { keepingTextsBeside } from '../lib/archive/beside.ts';
import { makeArchiveSide } from '../lib/aws/archive-side.ts';
import { makeBus } from '../lib/aws/bus.ts';
import { makeLedger } from '../lib/aws/ledger.ts';
import { makeLazyChangeVisibility } from '../lib/aws/lazy-change-visibility.ts';
import { makeRegistries } from '../lib/aws/registry.ts';
import { makeLazyReportStore } from '../lib/aws/lazy-report-store.ts';
import { readConfig } from '../lib/config.ts';
import { makeDecideBatch } from '../lib/decisions/decide-batch.ts';
import { makeDecidePlace } from '../lib/decisions/decide-place.ts';
import { makeGatherEvidence } from '../lib/evidence/gather.ts';
import { fromQueue } from '../lib/handler.ts';
import { makeObserve } from '../lib/observe.ts';
import { paceInTime } from '../lib/pacer.ts';
import { loadDeployedPolicies } from '../lib/policy-folder.ts';
import { makeReviewPorts } from '../lib/reviews/rules.ts';

const config = readConfig();
const observe = makeObserve('decide');
const policies = await loadDeployedPolicies(config);
const places = { accounts: policies.accounts, ownAccount: config.ownAccount, region: config.region };
const registries = makeRegistries({ ...places, client: { maxAttempts: 1 } }); // the pacer has to see every refusal
const ledger = makeLedger({ tableName: config.tableName, bucketName: config.evidenceBucket });
const decidePlace = makeDecidePlace({
  ...config,
  registries,
  ledger,
  ...makeReviewPorts(ledger, policies),
  bus: makeBus({ busName: config.busName, windowMs: 0 }), // the outbox has gathered what travels together
  ...paceInTime(config.callsPerSecond, observe),
  newToken: () => randomBytes(16).toString('hex'),
  observe,
  gatherEvidence: makeGatherEvidence({ ...places, registries, reports: makeLazyReportStore(places), clock: Date.now }),
  policies,
});
const { keepTexts } = makeArchiveSide(config, { ledger, policies, observe, clock: Date.now });
const decideBatch = keepingTextsBeside({ observe, keepTexts }, makeDecideBatch(decidePlace));
export const handler = fromQueue({ observe, changeVisibility: makeLazyChangeVisibility() }, decideBatch);
