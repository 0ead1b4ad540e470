// docs/operations.md: a runbook for each alarm of the template and no other, every saved query; commands in it are understood.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { readCall } from '../../cli/frame/flags.ts';
import { COMMANDS } from '../../cli/main.ts';
import { HELP } from '../../local/start/flags.ts';
import { ofType } from '../../scripts/template/query.ts';
import { decideConditions } from '../../scripts/template/template.ts';
import { suiteTemplate } from '../package/suite-template.ts';

const text = readFileSync('docs/operations.md', 'utf8');
const template = decideConditions(await suiteTemplate());
const alarms = ofType(template, 'AWS::CloudWatch::Alarm');

/** Sections by the anchor that GitHub gives their heading. */
const sections = new Map(
  [...text.matchAll(/^#{2,3} (.+)\n([^]*?)(?=^#{2,3} |$(?![^]))/gmu)].map(([, title = '', body = '']) => [
    title
      .toLowerCase()
      .replaceAll(/[^\w -]/gu, '')
      .replaceAll(' ', '-'),
    body,
  ]),
);

test('the table of flags names those of npm start, all of them', () => {
  const inHelp = [...HELP.matchAll(/^ {2}(--[\w-]+)/gmu)]
    .map(([, flag = '']) => flag)
    .filter((flag) => flag !== '--help');
  const rows =
    sections
      .get('on-one-machine')
      ?.match(/^\| `--.* \|$/gmu)
      ?.map((row) => row.split(' | ')[0] ?? '') ?? [];
  const inTable = rows.flatMap((cell) => cell.match(/--[\w-]+/gu) ?? []);

  assert.deepEqual(inTable.toSorted(), inHelp.toSorted());
});

describe('alarms', () => {
  test('each says where its runbook is, and is named there', () => {
    for (const { id, properties } of alarms) {
      const [, anchor = ''] = /docs\/operations\.md#([\w-]+)$/u.exec(String(properties['AlarmDescription'])) ?? [];
      assert.ok(sections.get(anchor)?.includes(`**${id}**`), `${id}: ${anchor}`);
    }
  });

  test('no runbook is for an alarm that is not there', () => {
    const named = [...text.matchAll(/\*\*(\w+Alarm)\*\*/gu)].map(([, name = '']) => name);

    assert.deepEqual(named.toSorted(), alarms.map(({ id }) => id).toSorted());
  });

  test('each runbook begins with how the gate is made to watch only', () => {
    const runbooks = [...sections.values()].filter((body) => /\*\*\w+Alarm\*\*/u.test(body));
    assert.ok(runbooks.length > 10);
    for (const body of runbooks) assert.match(body, /^\n`modelgate mode Audit --reason "[^"]+"`/u);
  });
});

describe('saved queries', () => {
  const queries = ofType(template, 'AWS::Logs::QueryDefinition').map(({ properties }) => ({
    name: String(properties['Name']).replace('modelgate-dev/', ''),
    query: String(properties['QueryString']),
  }));
  /** The calls that write log lines, and the code about them. */
  const lines = globSync('{lib,functions}/**/*.ts')
    .map((path) => readFileSync(path, 'utf8'))
    .filter((code) => /observe\.(?:info|warn|error)\(|namesOf/u.test(code))
    .join('\n');

  test('look for lines that the functions write', () => {
    const sought = queries.flatMap(({ query }) => [...query.matchAll(/\bmessage = '([^']+)'/gu)]);

    assert.ok(sought.length >= 4);
    for (const [, message = ''] of sought) assert.ok(lines.includes(`'${message}'`), message);
  });

  test('ask for facts that those lines have', () => {
    const WORDS = /^(?:fields|filter|sort|stats|limit|by|as|asc|desc|or|and|count|latest|pct|max|avg|bin|\d+h?)$/u;
    for (const { name, query } of queries) {
      const plain = query.replaceAll(/'[^']*'|@\w+|\bas \w+/gu, ' ');
      const sorted = [...query.matchAll(/\bas (\w+)/gu)].map(([, alias = '']) => alias);
      const facts = plain.match(/\w+/gu)?.filter((word) => !WORDS.test(word) && !sorted.includes(word)) ?? [];
      for (const fact of facts.filter((one) => !['service', 'message', '1000000'].includes(one)))
        assert.match(lines, new RegExp(`\\b${fact}\\b`, 'u'), `${name}: ${fact}`);
    }
  });

  test('are named as the page names them', () => {
    assert.ok(queries.length >= 6);
    for (const { name } of queries) assert.ok(text.includes(`\`${name}\``), name);
  });
});

test('commands of modelgate are understood, in blocks and in the text', () => {
  const inBlocks = [...text.matchAll(/^ *\$ modelgate (.*)$/gmu)].map(([, line = '']) => line);
  const inText = [...text.matchAll(/`modelgate (mode [^`]+)`/gu)].map(([, line = '']) => line);
  for (const line of [...inBlocks, ...inText]) {
    const [verb = '', ...args] = [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/gu)].map(
      ([, single, double, bare]) => single ?? double ?? bare ?? '',
    );
    const command = COMMANDS.find(({ name }) => name === verb);
    assert.ok(command && readCall(command, args), line);
  }
});
