// docs/policies.md is run: complete documents are loaded, fragments inside the policy before them, tests are tests, and what is refused is refused so.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { isMap, isSeq, parseDocument, type Document } from 'yaml';
import { makeSimulateReviews } from '../../cli/test/simulate-reviews.ts';
import { readEvidenceFile } from '../../lib/evidence/evidence-file.ts';
import { declaredBy } from '../../lib/policy/declarations.ts';
import { directoryOf } from '../../lib/policy/directory.ts';
import { lintPolicyFiles } from '../../lib/policy/lint.ts';
import { loadPolicySet } from '../../lib/policy/load.ts';
import { readTestFile } from '../../lib/policy/read-test-file.ts';
import { runPolicyTests } from '../../lib/policy/run-policy-tests.ts';
import { schemaOf } from '../../lib/policy/schema.ts';
import type { ValueType } from '../../lib/policy/value-type.ts';
import { faultsOf } from './given.ts';

const DOCS = readFileSync(new URL('../../docs/policies.md', import.meta.url), 'utf8');
const KINDS = ['', 'fragment', 'test', 'evidence', 'refused'];

type Block = { readonly kind: string; readonly text: string; readonly line: number; readonly after: string };
const BLOCKS: readonly Block[] = [...DOCS.matchAll(/^```yaml ?(\w*)\n([\s\S]*?)^```\n/gmu)].map((match) => ({
  kind: match[1] ?? '',
  text: match[2] ?? '',
  line: DOCS.slice(0, match.index).split('\n').length + 1,
  after: DOCS.slice(match.index + match[0].length),
}));
const of = (kind: string): readonly Block[] => BLOCKS.filter((block) => block.kind === kind);
const fileOf = ({ line, text }: Block) => ({ path: `docs/policies.md, line ${line}`, text });
const NOW = Date.parse('2026-11-24T12:00:00Z');

/** The first document of a block with the keys of the fragment in its spec: lists are made longer, everything else is replaced. */
function completed(block: Block, fragment: Block): string {
  const [first = ''] = block.text.split(/^---$/mu);
  const document: Document = parseDocument(first);
  const added: unknown = parseDocument(fragment.text).contents;
  assert.ok(isMap(added));
  for (const { key, value } of added.items) {
    const there: unknown = document.getIn(['spec', String(key)], true);
    if (isSeq(there) && isSeq(value)) there.items.push(...value.items);
    else document.setIn(['spec', String(key)], value);
  }
  return document.toString();
}

describe('docs/policies.md', () => {
  test('begins with the ten-line policy', () => {
    const file = readFileSync(new URL('../../policies/churn-accuracy.yaml', import.meta.url), 'utf8');
    const first = file.replace(/^# yaml-language-server: .+\n/u, '');

    assert.equal(BLOCKS[0]?.text, first);
    assert.equal(first.trimEnd().split('\n').length, 10);
  });

  test('has no YAML of a kind that is not run', () => {
    assert.equal(BLOCKS.length, DOCS.split('```yaml').length - 1);
    for (const { kind } of BLOCKS) assert.ok(KINDS.includes(kind), kind);
    for (const kind of KINDS) assert.ok(of(kind).length > 0, kind);
  });

  test('has no fault in its complete documents, taken together', () => {
    const { findings } = lintPolicyFiles(of('').map(fileOf), NOW);

    assert.deepEqual(
      findings.filter(({ severity }) => severity === 'error'),
      [],
    );
  });

  for (const fragment of of('fragment'))
    test(`has a fragment in line ${fragment.line} that loads inside the policy before it`, () => {
      const before = of('').findLast(({ line }) => line < fragment.line);
      assert.ok(before);

      const { policies } = loadPolicySet([{ ...fileOf(fragment), text: completed(before, fragment) }]);

      assert.equal(policies.length, 1);
    });

  const set = loadPolicySet(of('').map(fileOf));
  for (const block of of('test'))
    test(`has a test in line ${block.line} that passes`, () => {
      const { tests, faults } = readTestFile(fileOf(block));

      const ports = { fixtures: new Map<string, unknown>(), simulateReviews: makeSimulateReviews(directoryOf(set)) };
      const run = runPolicyTests(set, tests, ports);

      const mismatches = run.tests.flatMap(({ cases }) => cases.flatMap((one) => one.mismatches));
      assert.deepEqual([faults, run.faults, mismatches], [[], [], []]);
      assert.ok(run.passed > 0);
    });

  test('has an evidence file that is read', () => {
    const { declarations } = declaredBy(set.policies);
    for (const { text } of of('evidence')) {
      const { faults, evidence } = readEvidenceFile(parseDocument(text).toJS(), { declarations, now: null });

      assert.deepEqual(faults, []);
      assert.equal(evidence?.champion.state, 'present');
    }
  });

  test('shows what is refused with the words of the loader', () => {
    for (const { text, after } of of('refused')) {
      const shown = /^\n```text\n([\s\S]*?)\n```\n/u.exec(after)?.[1];

      assert.equal(shown, faultsOf(text).join('\n\n').replaceAll('policies/bad.yaml', 'policies/churn-typing.yaml'));
    }
  });
});

test('the table of what expressions read names every value and every member, and no other', () => {
  const [, section = ''] = DOCS.split(/^## Anything else: expression$/mu);
  const table = section.split('Beside CEL')[0] ?? '';
  const rows = [...table.matchAll(/^\| (`[^|]+) \| ([^|]+) \|$/gmu)].map(([, cell = '', text = '']) => ({
    values: wordsIn(cell),
    members: wordsIn(text),
  }));
  const schema = schemaOf([], new Map(), new Map());

  assert.deepEqual(rows.flatMap(({ values }) => values).toSorted(), [...schema.keys()].toSorted());
  for (const { values, members } of rows)
    assert.deepEqual(
      members.toSorted(),
      values.flatMap((name) => membersOf(schema.get(name))).toSorted(),
      values.join(),
    );
});

const wordsIn = (text: string): readonly string[] => [...text.matchAll(/`(\w+)`/gu)].map(([, word = '']) => word);

/** The names of members, those of members among them. */
function membersOf(type: ValueType | undefined): readonly string[] {
  if (type?.kind === 'nullable') return membersOf(type.of);
  if (type?.kind === 'list') return membersOf(type.item);
  return type?.kind === 'fields' ? [...type.fields].flatMap(([name, inner]) => [name, ...membersOf(inner)]) : [];
}
