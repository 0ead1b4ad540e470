// docs/cli.md says what is so: every command in it is one that modelgate understands, and those that need no AWS are run as they stand.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { readCall } from '../../cli/frame/flags.ts';
import { COMMANDS } from '../../cli/main.ts';
import { modelgate } from './given.ts';

/** Verbs that a checkout alone is enough for. `test --update` reads the registry. */
const RUN = [/^lint/u, /^test (?!--update)/u, /^schema/u];

const text = readFileSync('docs/cli.md', 'utf8');
const commands = [...text.matchAll(/^```console\n(.*?)^```/gmsu)]
  .flatMap(([, block = '']) => block.split('\n'))
  .filter((line) => line.startsWith('$ modelgate '))
  .map((line) => line.slice('$ modelgate '.length).replace(/\s+#.*$/u, ''));

/** Words as a shell reads them: quotes keep spaces together. */
const wordsOf = (line: string): readonly string[] =>
  [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/gu)].map(([, single, double, bare]) => single ?? double ?? bare ?? '');

describe('docs/cli.md', () => {
  test('shows commands of which each is understood, and tells of each verb', () => {
    const verbs = new Set<string>();
    for (const line of commands) {
      const [verb = '', ...args] = wordsOf(line);
      const command = COMMANDS.find(({ name }) => name === verb);

      assert(command, `docs/cli.md shows \`modelgate ${line}\`, and there is no verb ${verb}`);
      assert(readCall(command, args), `docs/cli.md shows \`modelgate ${line}\``);
      verbs.add(verb);
    }
    for (const { name } of COMMANDS) assert(text.includes(name), `docs/cli.md does not tell of ${name}`);
    assert(verbs.size > 10, 'the blocks of docs/cli.md were not found');
  });

  test('shows commands that need no AWS and end well', async () => {
    const alone = commands.filter((line) => RUN.some((pattern) => pattern.test(line)));
    assert(alone.length >= 3);
    for (const line of alone) {
      const { exit, err } = await modelgate(wordsOf(line));

      assert.equal(exit, 0, `modelgate ${line}: ${err}`);
    }
  });
});
