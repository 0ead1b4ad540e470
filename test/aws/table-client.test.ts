// One client of the table for all ports of an environment, and never that of another environment.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { tableClient } from '../../lib/aws/table-client.ts';

const { AWS_ENDPOINT_URL: before } = process.env;
after(() => {
  if (before === undefined) delete process.env['AWS_ENDPOINT_URL'];
  else process.env['AWS_ENDPOINT_URL'] = before;
});

test('ports share a client, and an environment that finds AWS at another address has its own', () => {
  process.env['AWS_ENDPOINT_URL'] = 'http://127.0.0.1:1';
  const first = tableClient();
  const again = tableClient();
  process.env['AWS_ENDPOINT_URL'] = 'http://127.0.0.1:2';
  const elsewhere = tableClient();

  assert.equal(again, first);
  assert.notEqual(elsewhere, first);
  assert.notEqual(tableClient({ region: 'eu-west-1' }), elsewhere);
});
