// The JSON Schemas say of policy files what the loader says of their keys: all examples hold, and what one refuses the other does too.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { Ajv } from 'ajv';
import { isPair, parseAllDocuments, visit, type Document, type YAMLMap } from 'yaml';
import { SCHEMA_KINDS, schemaOfAll, schemaOfKind } from '../../lib/policy/json-schema.ts';
import { isTestFile } from '../../lib/policy/policy-texts.ts';
import { readFiles } from '../../lib/policy/read-files.ts';
import { readTestFile } from '../../lib/policy/read-test-file.ts';
import { runs } from '../runs.ts';

const ROOT = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, ROOT), 'utf8');
const EXAMPLES = readdirSync(new URL('policies/', ROOT)).filter((name) => name.endsWith('.yaml'));
const TEXTS = new Map<string, string>([
  ...EXAMPLES.map((name) => [`policies/${name}`, read(`policies/${name}`)] as const),
  ['test/policy/whole-language.yaml', read('test/policy/whole-language.yaml')] as const,
  ...[...read('docs/policies.md').matchAll(/^```yaml\n([\s\S]*?)^```$/gmu)].map(
    (match, index) => [`block ${index + 1} of docs/policies.md`, match[1] ?? ''] as const,
  ),
]);
const OTHERS = `apiVersion: modelgate/v1
kind: ModelApprovalPolicyBinding
metadata: { name: a }
spec: { policy: p, match: { modelPackageGroups: ["a-*"], accounts: ["111122223333"] }, params: { floor: 0.8 }, mode: Audit, owner: team }
---
apiVersion: modelgate/v1
kind: PolicyException
metadata: { name: b }
spec: { policy: p, validation: v, package: fraud-card/8, until: 2026-12-31, reason: sensor, approvedBy: mei }
---
apiVersion: modelgate/v1
kind: NotificationRoute
metadata: { name: c }
spec:
  match: { modelPackageGroups: ["*"] }
  events: [Model Package Decision Made]
  verdicts: [Reject]
  to: [{ slack: "#risk-models", fallback: { email: [reviewers] }, fallbackAfter: 5m }]
---
apiVersion: modelgate/v1
kind: Registration
metadata: { name: e }
spec:
  match: { modelPackageGroups: ["fraud-*"] }
  target:
    modelPackageGroup: arn:aws:sagemaker:eu-west-1:444455556666:model-package-group/fraud-card
    roleArn: arn:aws:iam::444455556666:role/modelgate-target
    externalId: modelgate-111122223333
  artifacts: { bucket: copies, from: [{ bucket: training, owner: "777788889999" }] }
  images: [{ from: 1111.dkr, to: 4444.dkr }]
`;
const TEST = `apiVersion: modelgate/v1
kind: PolicyTest
metadata: { name: d }
spec:
  policies: [p]
  now: 2026-11-18T16:20:00Z
  base: { fixture: fraud-card-8.json }
  cases:
    - name: one
      patch: { metadata: { a: b } }
      remove: [/metadata/b]
      expect: { verdict: RequireReview, validations: { v: pass, w: { result: fail, message: under } }, reviews: { r: { state: Open, count: 2 } } }
      then: [{ by: mei, choice: Approve, comment: fine, after: 2h, expect: { verdict: Approve, reviews: [r] } }]
`;
TEXTS.set('other kinds', OTHERS);
TEXTS.set('a.test.yaml', TEST);

const isValid = new Ajv({ allErrors: true, strict: true, strictTypes: false, strictRequired: false }).compile(
  schemaOfAll(),
);
const complaints = (document: Document): readonly string[] =>
  isValid(document.toJS())
    ? []
    : (isValid.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);

/** What the loader finds in one document. */
function faultsOf(path: string, document: Document): readonly string[] {
  const file = { path, text: document.toString() };
  const { faults } = isTestFile(path) ? readTestFile(file) : readFiles([file]);
  return faults.map(({ message }) => message);
}

const documentsOf = (text: string): readonly Document[] => [...parseAllDocuments(text)];

/** Which keys the loader knows where `document` has one that it does not know; none where that is no fault. */
function knownBeside(path: string, document: Document, unknown: string): readonly string[] {
  const file = { path, text: document.toString() };
  const { faults } = isTestFile(path) ? readTestFile(file) : readFiles([file]);
  const fault = faults.find(({ message }) => message.startsWith(`unknown key "${unknown}"`));
  return / knows (?<keys>.+)\.$/u.exec(fault?.hint ?? '')?.groups?.['keys']?.split(', ') ?? [];
}

/** Whether the schema refuses this key for itself, whatever it thinks of its value. */
const isStrange = (document: Document, key: string): boolean =>
  !isValid(document.toJS()) &&
  (isValid.errors ?? []).some(
    ({ keyword, params }) => keyword === 'additionalProperties' && params['additionalProperty'] === key,
  );

/** Kinds of maps that were tried: where they stand, and which keys they have. `npm run test:all` tries all. */
const tried = new Set<string>();

/** All maps of a document of a kind that was not there `before`. */
function newMapsOf(document: Document, before: Set<string>): readonly YAMLMap[] {
  const maps: YAMLMap[] = [];
  visit(document, {
    Map(_key, node, ancestors) {
      const place = ancestors.filter(isPair).map(({ key }) => String(key));
      const keys = node.items.map(({ key }) => String(key)).toSorted();
      const kind = JSON.stringify([document.get('kind'), place, keys]);
      if (!before.has(kind) || runs(0, 1) === 1) maps.push(node);
      before.add(kind);
    },
  });
  return maps;
}

describe('the JSON Schema', () => {
  for (const [path, text] of TEXTS)
    test(`holds for ${path}`, () => {
      for (const document of documentsOf(text)) assert.deepEqual(complaints(document), []);
    });

  test('of all kinds is the file that editors find beside the examples, and each example names it', () => {
    assert.equal(read('policies/schema/modelgate.json'), `${JSON.stringify(schemaOfAll(), null, 2)}\n`);
    for (const name of EXAMPLES)
      assert.match(read(`policies/${name}`), /^# yaml-language-server: \$schema=schema\/modelgate\.json\n/u, name);
  });

  test('of one kind stands alone, and a name that is no kind has none', () => {
    for (const kind of SCHEMA_KINDS)
      assert.doesNotThrow(() => new Ajv({ strict: false }).compile(schemaOfKind(kind) ?? true));
    assert.equal(schemaOfKind('constructor'), null);
  });

  for (const [path, text] of TEXTS)
    test(`refuses an unknown key in ${path} wherever the loader does, and nowhere else`, () => {
      for (const document of documentsOf(text)) {
        const before = new Set(faultsOf(path, document));
        for (const node of newMapsOf(document, tried)) {
          node.set('zzz', 'x');
          const where = `${String(document.get('kind'))}: ${String(node).slice(0, 120)}`;
          const isRefused = faultsOf(path, document).some((message) => !before.has(message));
          assert.equal(complaints(document).length > 0, isRefused, where);
          node.delete('zzz');
        }
      }
    });

  test('knows every key that the loader knows', () => {
    const seen = new Set<string>();
    let keys = 0;
    for (const [path, text] of TEXTS)
      for (const document of documentsOf(text))
        for (const node of newMapsOf(document, seen)) {
          node.set('zzz', 'x');
          const known = knownBeside(path, document, 'zzz');
          node.delete('zzz');
          for (const key of known.filter((one) => !node.has(one))) {
            node.set(key, 'x');
            assert.ok(
              !isStrange(document, key),
              `${key} in ${String(document.get('kind'))}: ${String(node).slice(0, 120)}`,
            );
            node.delete(key);
            keys += 1;
          }
        }
    assert.ok(keys > 100, String(keys));
  });

  test('refuses wrong words as the loader does', () => {
    for (const [key, value] of [
      ['mode', 'Enforced'],
      ['onPass', 'Aprove'],
      ['evidenceDeadline', '15 minutes'],
      ['validations', 'none'],
    ]) {
      const [document] = documentsOf(read('policies/churn-accuracy.yaml'));
      document?.setIn(['spec', key], value);
      assert.ok(document && complaints(document).length > 0 && faultsOf('p.yaml', document).length > 0, key);
    }
  });

  for (const [path, text] of TEXTS)
    test(`refuses a name in ${path} that could be no file's, as the loader does`, () => {
      for (const document of documentsOf(text)) {
        document.setIn(['metadata', 'name'], 'Risk Models');
        assert.ok(complaints(document).length > 0 && faultsOf(path, document).length > 0, String(document.get('kind')));
      }
    });

  test('describes every key that it knows', () => {
    const undescribed: string[] = [];
    const walk = (value: unknown, path: string): void => {
      if (typeof value !== 'object' || value === null) return;
      const properties = (value as { properties?: Record<string, Record<string, unknown>> }).properties ?? {};
      for (const [key, inner] of Object.entries(properties))
        if (!('description' in inner) && !/(?:min|max|default)$/u.test(key) && !path.endsWith('/if'))
          undescribed.push(`${path}/${key}`);
      for (const [key, inner] of Object.entries(value)) walk(inner, `${path}/${key}`);
    };
    walk(schemaOfAll(), '');
    assert.deepEqual(undescribed, []);
  });
});
