// Proves that a served world is ready, tells its decisions and stops cleanly at Ctrl-C.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startHere, startProcess } from './start-process.ts';

// Ends the process once the text is there; a second signal is what npm's wrapper passes on beside the terminal's own.
const stopAt = (words: RegExp) => {
  let isSent = false;
  return (stdout: string, kill: (signal: NodeJS.Signals) => void): void => {
    if (isSent || !words.test(stdout)) return;
    isSent = true;
    kill('SIGINT');
    kill('SIGINT');
  };
};

test('a world says in how many seconds it was ready, prints decisions, and stops at Ctrl-C with 0', async () => {
  const ended = await startProcess(['--port', '0'], stopAt(/churn-winback v2 .*Reject/));
  assert.equal(ended.stderr, '');
  assert.equal(ended.code, 0);
  // A limit would measure what else runs on the machine.
  assert.match(ended.stdout, /Ready in \d+\.\d s\./);
  assert.match(ended.stdout, /^ {2}\d\d:\d\d:\d\d {2}churn-winback v2 +✗ Reject +accuracy 0\.87 .*\d+ ms$/m);
  assert.match(ended.stdout, / {2}Stopping\.\n$/);
});

test('an event about a package that is not there is ignored with a sentence', async () => {
  const file = 'test/local/start/unknown-package.json';
  const ended = await startHere(['--port', '0', '--pages-port', '0', '--no-seed', '--once', '--event', file]);
  assert.equal(ended.code, 0, ended.stderr);
  assert.match(ended.stdout, /was ignored: account 111122223333, us-east-1 has no model package arn:aws:sagemaker:/);
});
