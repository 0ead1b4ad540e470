// Nothing of the stack reads mail: an answer that comes as one, whoever it says it is from, reaches nobody.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { startDoors } from './doors-in-process.ts';

test('A63: a mail that says "approved" is no answer, since no mail is received and no door takes one', async () => {
  const doors = startDoors();
  const mail = 'From: mei@example.com\r\nTo: gate@example.com\r\nSubject: Re: fraud-card v8\r\n\r\nApproved';

  const tries = await Promise.all(
    ['/', '/sign-in', '/slack/interactive', '/command/approve', `/r/${'a'.repeat(32)}/answer`].map((path) =>
      doors.fetch('POST', path, mail, { headers: { 'content-type': 'message/rfc822' } }),
    ),
  );

  assert.deepEqual(new Set(tries.map(({ status }) => status)), new Set([403]));
  assert.deepEqual(doors.answers, []);
  assert.doesNotMatch(readFileSync('serverless.yml', 'utf8'), /ReceiptRule|MailManager|email-receiving/u);
});
