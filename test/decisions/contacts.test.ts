// Whom a group's tags name: read once for a while, and never in the way of a decision.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeReadContacts } from '../../lib/decisions/contacts.ts';
import { parseModelPackageArn } from '../../lib/identity.ts';
import type { Registry } from '../../lib/ports.ts';

const ARN = parseModelPackageArn('arn:aws:sagemaker:us-east-1:111122223333:model-package/fraud-card/8');

function given(tags: () => Promise<ReadonlyMap<string, string>>) {
  const seen = { calls: 0, now: 0 };
  const registry = { groupTags: () => (seen.calls++, tags()) } as unknown as Registry;
  return { seen, readContacts: makeReadContacts({ registries: () => registry, clock: () => seen.now }) };
}

test('the two tags are read once in ten minutes for a group', async () => {
  const tags = new Map([
    ['modelgate:owner', 'mei@example.com'],
    ['modelgate:slack-channel', '#risk-models'],
    ['team', 'risk-ml'],
  ]);
  const { seen, readContacts } = given(() => Promise.resolve(tags));

  const contacts = await readContacts(ARN);
  await readContacts(ARN);
  const callsAtOnce = seen.calls;
  seen.now = 10 * 60_000;
  await readContacts(ARN);

  assert.deepEqual(contacts, { owner: 'mei@example.com', slackChannel: '#risk-models' });
  assert.deepEqual([callsAtOnce, seen.calls], [1, 2]);
});

test('a group without the tags, and one whose tags can not be read, names nobody; a failure is not kept', async () => {
  let isDown = true;
  const { seen, readContacts } = given(() =>
    isDown ? Promise.reject(new Error('throttled')) : Promise.resolve(new Map()),
  );

  const whileDown = await readContacts(ARN);
  isDown = false;
  const afterwards = await readContacts(ARN);

  assert.deepEqual([whileDown, afterwards, seen.calls], [null, null, 2]);
});
