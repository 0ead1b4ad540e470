// Proves the block to copy: it fits the world it stands for and names nothing that is not there.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readyLines } from '../../../local/start/ready-block.ts';

const ready = {
  url: 'http://127.0.0.1:4566',
  pagesUrl: 'http://127.0.0.1:4780',
  signInAs: 'mei@example.com',
  account: '111122223333',
  region: 'us-east-1',
  milliseconds: 3120,
  mode: 'Enforce',
  groups: 9,
  accounts: 2,
  isSeeded: true,
  dataDir: null,
  policiesDir: 'policies',
  policies: 7,
};

test('the block holds endpoint, keys, region, NO_PROXY and a call that will be rejected', () => {
  const text = readyLines(ready).join('\n');
  assert.match(text, /modelgate on one machine, Enforce\. Ready in 3\.1 s\./);
  assert.match(text, /^export AWS_ENDPOINT_URL=http:\/\/127\.0\.0\.1:4566$/m);
  assert.match(text, /^export AWS_ACCESS_KEY_ID=111122223333 AWS_SECRET_ACCESS_KEY=local$/m);
  assert.match(text, /AWS_DEFAULT_REGION=us-east-1 AWS_REGION=us-east-1 NO_PROXY=127\.0\.0\.1,localhost$/m);
  assert.match(text, /^ {2}--customer-metadata-properties accuracy=0\.87$/m);
  assert.match(text, /Change one value, accuracy=0\.93, and it will be approved\./);
  assert.match(text, /9 groups, 2 accounts\. State is gone at the end; --data DIR keeps it\./);
  assert.match(text, /^ {2}pages {4}http:\/\/127\.0\.0\.1:4780 {10}sign in as mei@example\.com$/m);
  assert.match(text, /^ {2}inbox {4}http:\/\/127\.0\.0\.1:4780\/inbox {4}Slack messages, mails and sign-in codes$/m);
  assert.doesNotMatch(text, /create-model-package-group |npx modelgate/);
});

test('an empty world gets the group before the package', () => {
  const lines = readyLines({ ...ready, isSeeded: false, dataDir: 'state' });
  const group = lines.indexOf('aws sagemaker create-model-package-group --model-package-group-name churn-winback');
  assert.ok(group > 0);
  assert.match(lines[group + 1] ?? '', /^aws sagemaker create-model-package /);
  assert.ok(lines.some((line) => line.includes('State is kept in state.')));
});

test('a gate that only watches promises no status', () => {
  const text = readyLines({ ...ready, mode: 'Audit' }).join('\n');

  assert.match(text, /modelgate on one machine, Audit\./u);
  assert.match(text, /It would be rejected; in Audit the registry keeps its status\./u);
});
