// Proves which of the functions' log lines a person gets to see.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shownLog } from '../../../local/start/function-log.ts';

test('an error is one line that names the function and the cause', () => {
  const line = JSON.stringify({
    level: 'ERROR',
    service: 'decide',
    message: 'batch failed',
    error: 'Error',
    because: 'no table',
  });
  assert.equal(shownLog(line, false), '  decide failed: batch failed: no table. All log lines: MODELGATE_LOGS=1');
});

test('other lines are kept for those who ask', () => {
  const line = JSON.stringify({ level: 'INFO', message: 'sweep' });
  assert.equal(shownLog(line, false), null);
  assert.equal(shownLog('START RequestId', false), null);
  assert.equal(shownLog(line, true), line);
});
