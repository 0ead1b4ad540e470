// The docs say what is so: every command in them is one that modelgate understands, and docs/cli.md tells of each verb. test/docs/commands.test.ts runs them.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { readCall } from '../../cli/frame/flags.ts';
import { COMMANDS } from '../../cli/main.ts';
import { BLOCKS, commandsOf, PAGES, wordsOf } from '../docs/blocks.ts';

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

  test('name in their sentences verbs and flags that there are', () => {
    for (const { file, text } of PAGES)
      for (const [, line = ''] of text
        .replaceAll(/^```[\s\S]*?^```/gmu, '')
        .matchAll(/`(?:npx )?modelgate ([^`\n]+)`/gu)) {
        const [verb = '', ...words] = wordsOf(line);
        if (verb === 'VERB' || !/^[a-z]/u.test(verb)) continue;
        const command = COMMANDS.find(({ name }) => name === verb);
        assert(command, `${file} speaks of \`modelgate ${line}\`, and there is no verb ${verb}`);
        const known = ['help', ...command.options.map(({ name }) => name)];
        for (const word of words.filter((one) => one.startsWith('--') && one !== '--'))
          assert(known.includes(word.slice(2).split('=')[0] ?? ''), `${file}: ${verb} has no flag ${word}`);
      }
  });

  test('tell of each verb in docs/cli.md', () => {
    const text = readFileSync('docs/cli.md', 'utf8');

    for (const { name } of COMMANDS) assert(text.includes(name), `docs/cli.md does not tell of ${name}`);
  });
});
