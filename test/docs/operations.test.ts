// docs/operations.md: a runbook for each alarm of the template and no other, every metric and saved query; commands in it are understood.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { readCall } from '../../cli/frame/flags.ts';
import { COMMANDS } from '../../cli/main.ts';
import { METRICS } from '../../lib/observe.ts';
import { at, listOf, ofType } from '../../scripts/template/query.ts';
import { decideConditions } from '../../scripts/template/template.ts';
import { templateAlone } from '../../scripts/template/template-alone.ts';

const text = readFileSync('docs/operations.md', 'utf8');
const template = decideConditions(await templateAlone());
const alarms = ofType(template, 'AWS::CloudWatch::Alarm');
const metrics: readonly string[] = Object.values(METRICS);

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

describe('metrics', () => {
  const table = sections.get('what-to-look-at') ?? '';
  const inDocs = [...table.matchAll(/^\| (`[^|]+) \|/gmu)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`(\w+)`/gu)].map(([, name = '']) => name),
  );
  const dashboard = JSON.stringify(ofType(template, 'AWS::CloudWatch::Dashboard')[0]?.properties['DashboardBody']);
  /** Of our namespace: by name, or searched for by it. */
  const shown = new Set(
    [...dashboard.matchAll(/\\"modelgate\\", \\"(\w+)\\"|MetricName=\W+(\w+)/gu)].map(
      ([, one, other]) => one ?? other ?? '',
    ),
  );

  test('the table names each metric of the list', () => {
    assert.deepEqual(inDocs.toSorted(), metrics.toSorted());
  });

  test('the dashboard shows each metric of the list and no other', () => {
    assert.deepEqual([...shown].toSorted(), metrics.toSorted());
  });

  test('alarms look at metrics of the list', () => {
    const looked = alarms.flatMap(({ properties }) => [
      { namespace: properties['Namespace'], name: properties['MetricName'] },
      ...listOf(properties['Metrics']).map((one) => ({
        namespace: at(one, 'MetricStat', 'Metric', 'Namespace'),
        name: at(one, 'MetricStat', 'Metric', 'MetricName'),
      })),
    ]);
    const ours = looked.filter(({ namespace }) => namespace === 'modelgate').map(({ name }) => String(name));

    assert.ok(ours.length > 5);
    assert.deepEqual(
      ours.filter((name) => !metrics.includes(name)),
      [],
    );
  });

  test('the dashboard is JSON, and its widgets do not lie on one another', () => {
    const body = at(ofType(template, 'AWS::CloudWatch::Dashboard')[0]?.properties, 'DashboardBody', 'Fn::Sub');
    const { widgets } = JSON.parse(String(body)) as { widgets: { x: number; y: number; width: number }[] };
    const places = widgets.map(({ x, y, width }) => `${x}/${y}/${width}`);

    assert.equal(new Set(places).size, widgets.length);
  });
});

test('saved queries are named as the page names them', () => {
  const names = ofType(template, 'AWS::Logs::QueryDefinition').map(({ properties }) =>
    String(properties['Name']).replace('modelgate-dev/', ''),
  );

  assert.ok(names.length >= 6);
  for (const name of names) assert.ok(text.includes(`\`${name}\``), name);
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
