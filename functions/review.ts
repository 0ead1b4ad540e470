// review: what faces the internet. It shows pages and stores answers, then wakes decide; it has no right to the registry.
import { makeBus, makeWaker } from '../lib/aws/bus.ts';
import { makeDoorStore } from '../lib/aws/door-store.ts';
import { makeLedger } from '../lib/aws/ledger.ts';
import { makeMail } from '../lib/aws/mail.ts';
import { makeSecrets } from '../lib/aws/secrets.ts';
import { readConfig, readDoorsConfig } from '../lib/config.ts';
import { fromHttp } from '../lib/handler.ts';
import { makeObserve } from '../lib/observe.ts';
import { doorPages } from '../lib/pages/door-pages.ts';
import { makePages } from '../lib/pages/pages.ts';
import { directoryOf } from '../lib/policy/directory.ts';
import { loadPolicySet } from '../lib/policy/load.ts';
import { readPolicyFolder } from '../lib/policy-folder.ts';
import { makeAnswer } from '../lib/reviews/answer.ts';
import { makeHandleCommand } from '../lib/reviews/handle-command.ts';
import { openDoors } from '../lib/reviews/open-doors.ts';
import { makeReviewStateFor } from '../lib/reviews/review-state-for.ts';

const [config, doors] = [readConfig(), readDoorsConfig()];
const observe = makeObserve('review');
const policyFiles = await readPolicyFolder(config.policiesDir, 'policies');
const policies = loadPolicySet(policyFiles);
const directory = directoryOf(policies);
const clock = Date.now;
const ledger = makeLedger({ tableName: config.tableName, bucketName: config.evidenceBucket });
const core = { ledger, directory, clock, wake: makeWaker({ busName: config.intakeBusName }) };
const answer = makeAnswer(core);
const command = makeHandleCommand({ ...config, ...core, answer });
const reviewState = makeReviewStateFor({ ledger, directory });
const pages = makePages({ ledger, policies, policyFiles, mode: config.mode, clock, reviewState, plan: () => [] });
const store = makeDoorStore({ tableName: config.tableName });
const secrets = makeSecrets();
const bus = makeBus({ busName: config.busName });
const mail = makeMail({ from: config.mailFrom });
const given = { ...config, ...doors, observe, directory, clock, ledger, store, secrets, mail, bus, answer, pages };
const app = openDoors({ ...given, views: doorPages, command });

export const handler = fromHttp({ observe }, async (request, gateway) => app.fetch(request, gateway));
