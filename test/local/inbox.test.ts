// Who has a mailbox and a Slack account on one machine: the people of the reviewer directory.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { peopleOf } from '../../local/inbox/people.ts';

test('everybody of the directory in policies/ is there, with the Slack account that the file names', () => {
  const people = peopleOf([{ text: readFileSync('policies/reviewers.yaml', 'utf8') }]);

  assert.deepEqual(people[0], { name: 'Mei', email: 'mei@example.com', slack: 'U0MEI00001' });
  assert.ok(people.length >= 5);
});

test('other documents and people without an address are passed over', () => {
  const text =
    'kind: Other\nspec: { people: [{ name: A, email: a@example.com }] }\n---\nkind: ReviewerDirectory\nspec: { people: [{ name: B }] }\n';

  assert.deepEqual(peopleOf([{ text }]), []);
});
