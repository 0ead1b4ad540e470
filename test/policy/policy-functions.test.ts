// The table of policy functions: what docs/policies.md says of them is what they are, and each example runs.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { POLICY_FUNCTIONS } from '../../lib/policy/policy-functions.ts';
import { assess } from './given.ts';

const DOCS = readFileSync(new URL('../../docs/policies.md', import.meta.url), 'utf8');
const came = (expression: string, metadata: readonly (readonly [string, string])[] = []): string => {
  const [one] =
    assess(`validations: [{ name: a, expression: ${JSON.stringify(expression)} }]`, { metadata }).policies[0]
      ?.validations ?? [];
  return one?.result === 'error' ? one.message : (one?.result ?? '');
};

for (const { name, shown, does, example } of POLICY_FUNCTIONS) {
  test(`docs/policies.md says what ${name} does, and its example runs`, () => {
    assert.ok(
      DOCS.includes(`| \`${shown}\` | ${does} | \`${example}\` |`),
      `| \`${shown}\` | ${does} | \`${example}\` |`,
    );
    assert.match(
      came(example, [
        ['accuracy', '0.95'],
        ['domain', 'payments'],
        ['xgboost', '2.1.0'],
      ]),
      /^(?:pass|fail)$/u,
    );
  });
}

test('versions are ordered as SemVer orders them', () => {
  const inRange = (version: string, range: string): string => came(`semver(metadata.v, "${range}")`, [['v', version]]);
  for (const [version, range] of [
    ['1.10.0', '>=1.9'],
    ['2.1', '^2.0.3'],
    ['v1.4.9', '~1.4.2'],
    ['1.0.0-rc.2', '<1.0.0 >1.0.0-rc.1'],
    ['0.2.5', '^0.2.3'],
  ] as const)
    assert.equal(inRange(version, range), 'pass', `${version} ${range}`);
  for (const [version, range] of [
    ['3.0.0', '>=1.7 <3'],
    ['3.0', '^2'],
    ['1.5.0', '~1.4'],
    ['2.0.0-rc.1', '^1.2'],
    ['1.5.0-beta', '~1.4'],
    ['0.3.0', '^0.2.3'],
  ] as const)
    assert.equal(inRange(version, range), 'fail', `${version} ${range}`);
  assert.match(inRange('latest', '>1'), /"latest" is no version/u);
  assert.equal(came('semver(metadata.v) > semver("1.9.0")', [['v', '1.10.0']]), 'pass');
});

test('account and region come from ARNs and from ECR images, and age from now', () => {
  assert.equal(
    came('image.containers.all(c, account(c.registry) == "111122223333" && region(c.image) == "us-east-1")'),
    'pass',
  );
  assert.equal(
    came('account(modelPackage.arn) == modelPackage.account && region("arn:aws:iam::111122223333:role/x") == ""'),
    'pass',
  );
  assert.match(came('account(group.name) == ""'), /"churn-retention" is no ARN/u);
  assert.equal(
    came('age(modelPackage.creationTime) == duration("2h") && age("2026-11-17T10:41:00Z") == duration("1h")'),
    'pass',
  );
  assert.match(came('age(group.name) > duration("1h")'), /is no time such as/u);
  assert.match(came('age("2026-02-30T10:41:00Z") > duration("1h")'), /"2026-02-30T10:41:00Z" is no time such as/u);
});
