// notify: tells people what happened, in Slack and by e-mail. It reads the ledger and asks nobody else.
import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { makeDeadLetters } from '../lib/aws/dead-letters.ts';
import { makeLedger } from '../lib/aws/ledger.ts';
import { makeMail } from '../lib/aws/mail.ts';
import { makeMessageLedger } from '../lib/aws/message-ledger.ts';
import { makeChangeVisibility } from '../lib/aws/queue.ts';
import { makeSecrets } from '../lib/aws/secrets.ts';
import { readConfig } from '../lib/config.ts';
import { fromQueue } from '../lib/handler.ts';
import { makeChannels } from '../lib/notifications/channels.ts';
import { makeNotifyBatch } from '../lib/notifications/notify-batch.ts';
import { makeReadReview } from '../lib/notifications/review-now.ts';
import { makeObserve } from '../lib/observe.ts';
import { directoryOf } from '../lib/policy/directory.ts';
import { loadDeployedPolicies } from '../lib/policy-folder.ts';
import { closedStateOf, reviewStateOf } from '../lib/reviews/review-state.ts';

const config = readConfig();
const observe = makeObserve('notify');
const policies = await loadDeployedPolicies(config);
const directory = directoryOf(policies);
const clock = Date.now;
const ledger = makeLedger({ tableName: config.tableName, bucketName: config.evidenceBucket });
const readReview = makeReadReview({
  ledger,
  openStateOf: async (head) => reviewStateOf(head, { directory, revoked: await ledger.readRevoked() }),
  closedStateOf: (head) => closedStateOf(head, directory),
});
const messages = makeMessageLedger({ tableName: config.tableName, clock });
const mail = makeMail({ from: config.mailFrom, configurationSet: config.mailConfigurationSet });
const channels = makeChannels({ ...config, fetch, mail, secrets: makeSecrets() });
const deadLetters = makeDeadLetters({ queueUrl: config.notifyDeadLetterQueueUrl });
const world = { clock, sleep: (ms: number) => wait(ms), newToken: () => randomBytes(16).toString('hex'), observe };
const useCase = makeNotifyBatch({ ...config, ...world, policies, ledger, readReview, messages, channels, deadLetters });

export const handler = fromQueue({ observe, changeVisibility: makeChangeVisibility() }, useCase);
