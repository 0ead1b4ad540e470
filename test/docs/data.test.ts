// Every YAML and JSON block of the docs is read by what reads it in use; docs/policies.md has a test of its own beside the loader's.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { parse, parseAllDocuments } from 'yaml';
import { lintPolicyFiles } from '../../lib/policy/lint.ts';
import { BLOCKS, type Block } from './blocks.ts';

const NOW = Date.parse('2026-11-24T12:00:00Z');
const YAML = BLOCKS.filter(({ language, file }) => language === 'yaml' && file !== 'docs/policies.md');
const isPolicyFile = ({ text }: Block): boolean => text.startsWith('apiVersion: modelgate/');

const nameIn = (text: string): string => {
  const { kind, metadata } = parse(text) as { kind: string; metadata: { name: string } };
  return `${kind} ${metadata.name}`;
};

/** The example policies that a block may refer to, without the document that it shows itself. */
const EXAMPLES = readdirSync('policies')
  .filter((name) => name.endsWith('.yaml') && !name.endsWith('.test.yaml'))
  .map((name) => ({ path: `policies/${name}`, text: readFileSync(`policies/${name}`, 'utf8') }));
const others = (text: string) =>
  EXAMPLES.filter((file) =>
    parseAllDocuments(file.text).every((document) => {
      const { kind, metadata } = document.toJS() as { kind: string; metadata: { name: string } };
      return `${kind} ${metadata.name}` !== nameIn(text);
    }),
  );

describe('every YAML block of the docs', () => {
  for (const block of YAML.filter(isPolicyFile))
    test(`${block.file}:${block.line} loads among the example policies, without a finding`, () => {
      const path = `${block.file}:${block.line}`;
      const { findings } = lintPolicyFiles([...others(block.text), { path, text: block.text }], NOW);

      assert.deepEqual(
        findings.filter(({ severity }) => severity === 'error'),
        [],
      );
    });

  test('docs/operations.md shows a manifest that Slack takes: the scopes that are used, and the door that answers', () => {
    const manifest = YAML.find(({ file, text }) => file === 'docs/operations.md' && text.includes('oauth_config'));
    const read = parse(manifest?.text ?? '') as {
      oauth_config: { scopes: { bot: string[] } };
      settings: { interactivity: { is_enabled: boolean; request_url: string } };
    };

    for (const scope of ['chat:write', 'users:read']) assert.ok(read.oauth_config.scopes.bot.includes(scope), scope);
    assert.equal(read.settings.interactivity.is_enabled, true);
    assert.match(read.settings.interactivity.request_url, /^https:\/\/.+\/slack\/interactive$/u);
  });

  test('of another kind is one that is known here', () => {
    const rest = YAML.filter((block) => !isPolicyFile(block) && !block.text.includes('oauth_config'));

    assert.deepEqual(
      rest.map(({ file, text }) => [file, text]),
      [['docs/cli.md', '# yaml-language-server: $schema=schema/modelgate.json\n']],
    );
    for (const { text } of EXAMPLES) assert.ok(text.startsWith(rest[0]?.text ?? '-'));
  });

  test('and every JSON block parses', () => {
    const json = BLOCKS.filter(({ language }) => language === 'json');

    assert.ok(json.length > 1);
    for (const { text } of json) assert.doesNotThrow(() => JSON.parse(text), text);
  });
});
