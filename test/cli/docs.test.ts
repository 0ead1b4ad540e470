// The docs say what is so: every command in them is one that modelgate understands, and docs/cli.md tells of each verb. test/docs/commands.test.ts runs them.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { readCall } from '../../cli/frame/flags.ts';
import { COMMANDS } from '../../cli/main.ts';
import { BLOCKS, commandsOf, wordsOf } from '../docs/blocks.ts';

const SHOWN = BLOCKS.filter(({ language }) => language === 'console' || language === 'sh')
  .flatMap(commandsOf)
  .filter(({ line }) => /^(?:npx )?modelgate /u.test(line));

describe('the docs', () => {
  test('show commands of which each is understood', () => {
    for (const { where, line } of SHOWN) {
      const [verb = '', ...args] = wordsOf(line.replace(/^(?:npx )?modelgate /u, ''));
      const command = COMMANDS.find(({ name }) => name === verb);

      assert(command, `${where} shows \`${line}\`, and there is no verb ${verb}`);
      assert(readCall(command, args), `${where} shows \`${line}\``);
    }
    assert(SHOWN.length > 50, 'the blocks of the docs were not found');
  });

  test('tell of each verb in docs/cli.md', () => {
    const text = readFileSync('docs/cli.md', 'utf8');

    for (const { name } of COMMANDS) assert(text.includes(name), `docs/cli.md does not tell of ${name}`);
  });
});
