// serverless.yml as this machine reads it: parameters that choose between blocks, conditions, the template's own parameters.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { truth } from '../../../local/runtime/intrinsics.ts';
import { makeNames } from '../../../local/runtime/names.ts';
import { readTemplate } from '../../../local/runtime/template.ts';

const place = { endpoint: 'http://127.0.0.1:1', account: '111122223333', region: 'us-east-1', stage: 'dev' };
const read = (params: Readonly<Record<string, string>>) =>
  readTemplate('serverless.yml', { stage: place.stage, region: place.region, params });

describe('serverless.yml with other parameters', () => {
  test('has no way to the pages where http is none, and IAM in front of each command where it is public', async () => {
    const eventsOf = async (http: string) =>
      (await read({ http })).functions.find(({ name }) => name === 'review')?.events.map(({ event }) => event);

    assert.deepEqual(await eventsOf('none'), []);
    assert.deepEqual(await eventsOf('private'), []);
    const [pages, ...commands] = (await eventsOf('public')) ?? [];
    assert.deepEqual(pages, { method: '*', path: '*' });
    assert.ok(
      commands.length >= 6 && commands.every((one) => JSON.stringify(one['authorizer']) === '{"type":"aws_iam"}'),
    );
  });

  test('makes no secret where one is there already', async () => {
    const made = async (params: Readonly<Record<string, string>>) => {
      const template = await read(params);
      const names = makeNames(template, place);
      return template.resources
        .filter(({ type }) => type === 'AWS::SecretsManager::Secret')
        .filter(({ condition }) => condition === null || truth(names.condition(condition), 'here', names))
        .map(({ logicalId }) => logicalId);
    };

    assert.ok((await made({})).includes('SlackSecret'));
    assert.ok(!(await made({ slackSecretArn: 'arn:aws:secretsmanager:us-east-1:1:secret:s' })).includes('SlackSecret'));
  });

  test('refers to its own parameters, which have what osls was given', async () => {
    const names = makeNames(await read({ mode: 'Enforce' }), place);

    assert.equal(names.ref('Mode'), 'Enforce');
    assert.equal(names.ref('Production'), 'false');
  });
});
