// Several reviewer directories as one: an identity that belongs to two people is an error, with the line of both.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lintPolicyFiles } from '../../lib/policy/lint.ts';

const directory = (name: string, people: string, groups = '[]') => ({
  path: `${name}.yaml`,
  text: `apiVersion: modelgate/v1
kind: ReviewerDirectory
metadata: { name: ${name} }
spec:
  people:
${people}
  groups: ${groups}
`,
});
const USER = 'arn:aws:iam::111122223333:user/mei';
const MEI = `    - { id: mei, name: Mei, email: mei@example.com, slack: U0MEI00001, iamUsers: ["${USER}"] }`;
const errors = (...files: readonly { path: string; text: string }[]) =>
  lintPolicyFiles(files, 0)
    .findings.filter(({ severity }) => severity === 'error')
    .map(({ place, message, hint }) => `${place.file}:${place.line}:${place.column} ${message}. ${hint}`);

for (const [what, other] of [
  ['e-mail address', 'id: m2, name: May, email: MEI@example.com'],
  ['Slack user', 'id: m2, name: May, email: may@example.com, slack: U0MEI00001'],
  ['IAM user', `id: m2, name: May, email: may@example.com, iamUsers: ["${USER}"]`],
  ['id', 'id: mei, name: May, email: may@example.com'],
] as const) {
  test(`the same ${what} in two directories is an error with the line of both`, () => {
    const [error, ...more] = errors(directory('a', MEI), directory('b', `    - { ${other} }`));

    assert.match(
      error ?? '',
      /^b\.yaml:6:7 \S+ is there twice\. One person has one voice: it stands in a\.yaml:6 too\./u,
    );
    assert.deepEqual(more, []);
  });
}

test('whoever stands twice in one directory is an error; what one person says twice is not', () => {
  const twice = errors(directory('a', `${MEI}\n    - { id: mei, name: May, email: may@example.com }`));
  const once = errors(
    directory('a', `    - { id: mei, name: Mei, email: mei@example.com, iamUsers: ["${USER}", "${USER}"] }`),
  );

  assert.match(twice.join(), /mei is there twice, for mei and mei/u);
  assert.deepEqual(once, []);
});

test('two directories of different people are one', () => {
  assert.deepEqual(
    errors(directory('a', MEI), directory('b', '    - { id: jo, name: Jo, email: jo@example.com }')),
    [],
  );
});

test('a group that stands in two directories is an error', () => {
  const jo = '    - { id: jo, name: Jo, email: jo@example.com }';
  const [error] = errors(
    directory('a', MEI, '[{ name: risk, people: [mei] }]'),
    directory('b', jo, '[{ name: risk, people: [jo] }]'),
  );

  assert.match(
    error ?? '',
    /^b\.yaml:7:\d+ group risk is there twice\. One group is one list: it stands in a\.yaml:7/u,
  );
});
