// The templates for other accounts: what their roles may do has to be enough in AWS, where this is more than the embedded one asks.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { parse, parseDocument, visit } from 'yaml';

type Statement = {
  readonly Sid?: string;
  readonly Condition?: unknown;
  readonly Action: string | string[];
  readonly Resource?: string | string[];
};

/** All statements of roles, however deep they stand. Functions of CloudFormation are read as their texts. */
function statementsIn(value: unknown): readonly Statement[] {
  if (Array.isArray(value)) return value.flatMap(statementsIn);
  if (typeof value !== 'object' || value === null) return [];
  return 'Action' in value && 'Resource' in value
    ? [value as Statement]
    : Object.values(value).flatMap((one: unknown) => statementsIn(one));
}

const files = readdirSync('stacks').filter((name) => name.endsWith('.yaml'));
const statementsOf = (name: string): readonly Statement[] =>
  statementsIn(parse(readFileSync(`stacks/${name}`, 'utf8'), { logLevel: 'silent' }));

describe('a stack for another account', () => {
  // S3 answers 403 instead of 404 for a missing object where the caller may not list its bucket.
  for (const name of files)
    test(`${name} lets whoever reads objects see that one is not there`, () => {
      const blind = statementsOf(name).filter(({ Action: actions, Resource: resources = [] }) => {
        const maySee = actions.includes('s3:ListBucket') && [resources].flat().some((one) => !one.endsWith('/*'));
        return actions.includes('s3:GetObject') && !maySee;
      });

      assert.deepEqual(blind, []);
    });

  test('has no anchors, of which CloudFormation takes none', () => {
    for (const path of [...files.map((name) => `stacks/${name}`), 'events/rules/send-anywhere.yaml'])
      visit(parseDocument(readFileSync(path, 'utf8'), { logLevel: 'silent' }), {
        Alias: (_key, { source }) => assert.fail(`${path} has *${source}`),
      });
  });

  test('of a spoke lets the hub into the regions that it is told, by one role', () => {
    const spoke = statementsOf('spoke.yaml').filter(({ Action }) =>
      [Action].flat().some((one) => one.startsWith('sagemaker:')),
    );

    assert.ok(spoke.length > 3);
    for (const { Sid, Condition } of spoke)
      assert.match(JSON.stringify(Condition), /aws:RequestedRegion.*HasRegions/u, Sid);
  });

  test('lets a key be used, and a project be updated, where its parameters name one', () => {
    const actions = (name: string): readonly string[] => statementsOf(name).flatMap(({ Action }) => Action);

    assert.ok(actions('registration-target.yaml').includes('kms:GenerateDataKey'));
    assert.ok(actions('spoke.yaml').includes('sagemaker:UpdateProject'));
  });
});
