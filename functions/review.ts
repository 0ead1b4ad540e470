// review: what faces the internet. It shows pages and stores answers, then wakes decide; it has no right to the registry.
import { makeBus, makeWaker } from '../lib/aws/bus.ts';
import { makeDoorStore } from '../lib/aws/door-store.ts';
import { makeLanes } from '../lib/aws/lanes.ts';
import { makeLedger } from '../lib/aws/ledger.ts';
import { makeMail } from '../lib/aws/mail.ts';
import { makeSecrets } from '../lib/aws/secrets.ts';
import { makeSweepCursors } from '../lib/aws/sweep-cursors.ts';
import { readConfig, readDoorsConfig } from '../lib/config.ts';
import { fromHttp } from '../lib/handler.ts';
import { makeObserve } from '../lib/observe.ts';
import { doorPages } from '../lib/pages/door-pages.ts';
import { makePages } from '../lib/pages/pages.ts';
import { directoryOf } from '../lib/policy/directory.ts';
import { loadDeployedPolicies, readPolicyFolder } from '../lib/policy-folder.ts';
import { makeOutlook } from '../lib/promotion/outlook.ts';
import { makeAnswer } from '../lib/reviews/answer.ts';
import { makeHandleCommand } from '../lib/reviews/handle-command.ts';
import { openDoors } from '../lib/reviews/open-doors.ts';
import { makeReviewStateFor } from '../lib/reviews/review-state-for.ts';

const [config, doors] = [readConfig(), readDoorsConfig()];
const observe = makeObserve('review');
const policyFiles = await readPolicyFolder(config.policiesDir, 'policies');
const policies = await loadDeployedPolicies(config);
const [directory, clock] = [directoryOf(policies), Date.now];
const { tableName, evidenceBucket: bucketName } = config;
const [ledger, sweeps] = [makeLedger({ tableName, bucketName }), makeSweepCursors({ tableName })];
const core = { ledger, directory, clock, wake: makeWaker({ busName: config.intakeBusName }) };
const answer = makeAnswer(core);
const plan = makeOutlook({ ...policies, lanes: makeLanes({ tableName }) });
const shown = { ledger, sweeps, policies, policyFiles, mode: config.mode, clock, plan };
const pages = makePages({ ...shown, reviewState: makeReviewStateFor({ ledger, directory }) });
const [store, secrets] = [makeDoorStore({ tableName }), makeSecrets()];
const [bus, mail] = [makeBus({ busName: config.busName }), makeMail({ from: config.mailFrom })];
const given = { ...config, ...doors, observe, directory, clock, ledger, store, secrets, mail, bus, answer, pages };
const app = openDoors({ ...given, views: doorPages, command: makeHandleCommand({ ...config, ...core, answer }) });

/** The pages, the doors and the commands over HTTP. */
export const handler = fromHttp({ observe }, async (request, gateway) => app.fetch(request, gateway));
