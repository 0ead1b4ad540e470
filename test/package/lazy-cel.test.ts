// Policies in a bundle, where CEL is loaded without its parser and descriptors are made late: they decide as they do from source.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { test } from 'node:test';
import { tmpdir } from 'node:os';
import { build } from 'esbuild';
import { canonicalJson } from '../../lib/identity.ts';
import { packPolicySet, unpackPolicySet } from '../../lib/policy/built-set.ts';
import { evaluate } from '../../lib/policy/evaluate.ts';
import { loadPolicySet } from '../../lib/policy/load.ts';
import { FOR_LAMBDA } from '../../local/runtime/bundle-functions.ts';
import { evidenceOf } from '../policy/given.ts';

type Bundled = { readonly unpackPolicySet: typeof unpackPolicySet; readonly evaluate: typeof evaluate };

const ENTRY = `
export { unpackPolicySet } from './lib/policy/built-set.ts';
export { evaluate } from './lib/policy/evaluate.ts';`;

/** Times, durations, patterns, bytes, an endless number and messages: whatever makes descriptors or is kept in a form of its own. */
const TIMES = `
    - { name: young, expression: 'age(modelPackage.creationTime) < duration("24h")', action: Reject }
    - { name: ordered, expression: 'modelPackage.creationTime <= now && now - modelPackage.creationTime >= duration("0s")', action: Reject }
    - { name: this-century, expression: 'timestamp("2000-01-01T00:00:00Z").getFullYear("UTC") <= now.getFullYear()', action: Reject }
    - { name: patterns, expression: 'group.name.matches("^[a-z-]+$") && b"\\\\x01\\\\x02" != b"\\\\x01" && bytes(group.name).size() > 2', action: Reject }
    - { name: every-member, expression: 'modelPackage.exists(k, k == "creationTime" && modelPackage[k] == modelPackage.creationTime)', action: Reject }
    - { name: wrapped, expression: 'dyn(google.protobuf.Int64Value{value: 3}) == dyn(3) && dyn(google.protobuf.Duration{seconds: 3}) == dyn(duration("3s"))', action: Reject }
    - { name: shown, expression: 'string(duration("90s")) == "90s" && string(timestamp(0)) == "1970-01-01T00:00:00Z"', action: Reject }
`;

test('a bundle decides by every word of the language as the sources do, traces included', async () => {
  const whole = await readFile('test/policy/whole-language.yaml', 'utf8');
  const times = whole.replace(/^ {2}validations:\n/mu, (line) => line + TIMES.slice(1));
  const set = loadPolicySet([{ path: 'whole.yaml', text: times }]);
  const folder = await mkdtemp(join(tmpdir(), 'modelgate-bundle-'));
  const { plugins, ...settings } = FOR_LAMBDA;
  await build({ ...settings, plugins, stdin: { contents: ENTRY, resolveDir: '.' }, outdir: folder, minify: true });
  const bundled = (await import(pathToFileURL(join(folder, 'stdin.mjs')).href)) as Bundled;
  const quality = { auc: 0.93, rows: 1000 };
  const situations = [evidenceOf({ metadata: [['domain', 'payments']], reports: { quality } }), evidenceOf()];

  const built = bundled.unpackPolicySet(packPolicySet(set));
  const seen = situations.map((evidence) => canonicalJson(bundled.evaluate(built.policies, evidence)));

  assert.deepEqual(
    seen,
    situations.map((evidence) => canonicalJson(evaluate(set.policies, evidence))),
  );
  await rm(folder, { recursive: true });
});

test('a module of Node that is imported later gives each name when it is looked up: node:http loads all of undici for WebSocket', async () => {
  const contents = `export { createServer } from 'node:http'; export const later = () => import('node:http');`;
  const stdin = { contents, resolveDir: '.' };

  const { outputFiles } = await build({ ...FOR_LAMBDA, stdin, outdir: 'nowhere', write: false });

  const text = outputFiles.map((file) => file.text).join('\n');
  assert.match(text, /createServer/u);
  assert.doesNotMatch(text, /WebSocket/u);
});
