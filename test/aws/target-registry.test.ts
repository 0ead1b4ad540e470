// Proves who shares a client of a registration target: only calls with the same rights.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeObjectsOf } from '../../lib/aws/objects.ts';
import { makeTargetCredentials } from '../../lib/aws/target-credentials.ts';
import { makeTargetRegistries } from '../../lib/aws/target-registry.ts';
import type { TargetAccess } from '../../lib/registration-ports.ts';

const byRole: TargetAccess = {
  account: '444455556666',
  region: 'us-east-1',
  roleArn: 'arn:aws:iam::444455556666:role/modelgate-registration',
  externalId: 'modelgate-111122223333',
  decisionId: 'd-1',
};
const direct: TargetAccess = { ...byRole, roleArn: null, externalId: null };

const credentialsOf = makeTargetCredentials('us-east-1');
const registries = makeTargetRegistries({ credentialsOf });
const objectsOf = makeObjectsOf({ credentialsOf, sizes: { mostAtOnce: 5, part: 5 } });

test('A51 another external id gets neither the session nor the clients that the right one opened', () => {
  const stranger = { ...byRole, externalId: 'somebody-elses' };
  assert.notEqual(registries(stranger), registries(byRole));
  assert.notEqual(objectsOf(stranger), objectsOf(byRole));
  assert.notEqual(credentialsOf(stranger).credentials, credentialsOf(byRole).credentials);
});

test('another decision has a session of its own, since sessions are named after what they are for', () => {
  const other = { ...byRole, decisionId: 'd-2' };
  assert.notEqual(registries(other), registries(byRole));
  assert.notEqual(credentialsOf(other).credentials, credentialsOf(byRole).credentials);
});

test('the same rights share clients and session, and without a role so do all decisions', () => {
  assert.equal(registries({ ...byRole }), registries(byRole));
  assert.equal(credentialsOf({ ...byRole }).credentials, credentialsOf(byRole).credentials);
  assert.equal(registries({ ...direct, decisionId: 'd-2' }), registries(direct));
  assert.equal(objectsOf({ ...direct, decisionId: 'd-2' }), objectsOf(direct));
});
