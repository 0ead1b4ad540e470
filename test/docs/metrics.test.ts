// Metrics: dashboard, alarms and docs/operations.md name those of the list, each by dimensions and by a function that it is counted by.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { functionNames } from '../../local/runtime/bundle-functions.ts';
import { DIMENSIONS, METRICS } from '../../lib/observe.ts';
import { at, listOf, ofType } from '../../scripts/template/query.ts';
import { decideConditions } from '../../scripts/template/template.ts';
import { suiteTemplate } from '../package/suite-template.ts';

const template = decideConditions(await suiteTemplate());
const names: readonly string[] = Object.values(METRICS);
const NAMESPACE = 'modelgate-dev';

/** What something looks at; no service: at every function's. */
type Looked = {
  readonly at: string;
  readonly metric: string;
  readonly service?: string;
  readonly by: readonly string[];
};

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** All files that a function is made of. */
function filesOf(path: string, seen: Set<string> = new Set()): ReadonlySet<string> {
  if (seen.has(path)) return seen;
  seen.add(path);
  for (const [, imported = ''] of readFileSync(path, 'utf8').matchAll(/(?:from|import\()\s*'(\.[^']+)'/gu))
    filesOf(join(dirname(path), imported), seen);
  return seen;
}

/** Metric -> functions whose code counts it. */
const countedBy = new Map<string, string[]>();
for (const name of await functionNames()) {
  const code = [...filesOf(`functions/${name}.ts`)].map((path) => readFileSync(path, 'utf8')).join('\n');
  for (const [key, metric] of Object.entries(METRICS))
    if (code.includes(`METRICS.${key}`)) countedBy.set(metric, [...(countedBy.get(metric) ?? []), name]);
}

function assertCounted({ at: place, metric, service, by }: Looked): void {
  assert.ok(names.includes(metric), `${place}: no metric is called ${metric}`);
  const sets: Readonly<Record<string, readonly (readonly string[])[]>> = DIMENSIONS;
  const counted = (sets[metric] ?? [[]]).map((set) => set.toSorted().join());
  assert.ok(
    counted.includes(by.toSorted().join()),
    `${place}: nobody counts ${metric} by ${by.join() || 'service alone'}`,
  );
  if (service === undefined) return;
  assert.ok(countedBy.get(metric)?.includes(service), `${place}: ${service} does not count ${metric}`);
}

test('each metric of the list is counted by a function', () => {
  assert.deepEqual([...countedBy.keys()].toSorted(), names.toSorted());
});

test('an alarm looks at what is counted, in the namespace of its stack', () => {
  const looked = ofType(template, 'AWS::CloudWatch::Alarm').flatMap(({ id, properties }) =>
    [properties, ...listOf(properties['Metrics']).map((one) => at(one, 'MetricStat', 'Metric'))]
      .filter((one) => /^(?!AWS\/)/u.test(textOf(at(one, 'Namespace') ?? 'AWS/')))
      .map((one) => {
        const dimensions = new Map(listOf(at(one, 'Dimensions')).map((pair) => [at(pair, 'Name'), at(pair, 'Value')]));
        assert.equal(at(one, 'Namespace'), NAMESPACE, id);
        const by = [...dimensions.keys()].map(String).filter((name) => name !== 'service');
        return { at: id, metric: String(at(one, 'MetricName')), service: String(dimensions.get('service')), by };
      }),
  );

  assert.ok(looked.length >= 10);
  for (const one of looked) assertCounted(one);
});

describe('the dashboard', () => {
  const body = at(ofType(template, 'AWS::CloudWatch::Dashboard')[0]?.properties, 'DashboardBody', 'Fn::Sub');
  const { widgets } = JSON.parse(String(body)) as {
    widgets: { x: number; y: number; width: number; properties: { title: string; metrics: unknown[][] } }[];
  };
  const looked = widgets.flatMap(({ properties: { title, metrics } }): readonly Looked[] =>
    metrics.flatMap(([namespace, metric, , service]) => {
      if (namespace === NAMESPACE) return { at: title, metric: String(metric), service: String(service), by: [] };
      const expression = textOf(at(namespace, 'expression'));
      const [, dimensions, searched] =
        /SEARCH\('\{"modelgate-dev",([\w,]+)\} MetricName="(\w+)"/u.exec(expression) ?? [];
      if (dimensions === undefined || searched === undefined) return [];
      return { at: title, metric: searched, by: dimensions.split(',').filter((name) => name !== 'service') };
    }),
  );

  test('shows each metric of the list, as it is counted', () => {
    for (const one of looked) assertCounted(one);
    assert.deepEqual([...new Set(looked.map(({ metric }) => metric))].toSorted(), names.toSorted());
  });

  test('is JSON, and its widgets do not lie on one another', () => {
    const places = widgets.map(({ x, y, width }) => `${x}/${y}/${width}`);

    assert.equal(new Set(places).size, widgets.length);
  });
});

test('docs/operations.md names each metric of the list, the functions that count it and its dimensions', () => {
  const [, section = ''] = readFileSync('docs/operations.md', 'utf8').split(/^## (?:What to look at|Break-glass)$/mu);
  const rows = [...section.matchAll(/^\| (`[^|]+) \| ([^|]+) \| ([^|]+) \|$/gmu)].flatMap(
    ([, cell = '', of = '', what = '']) =>
      [...cell.matchAll(/`(\w+)`/gu)].map(([, metric = '']) => ({ metric, of: of.split(', '), what })),
  );

  assert.deepEqual(rows.map(({ metric }) => metric).toSorted(), names.toSorted());
  const sets: Readonly<Record<string, readonly (readonly string[])[]>> = DIMENSIONS;
  for (const { metric, of, what } of rows) {
    if (of.join() !== 'all behind a queue')
      assert.ok(
        of.every((name) => countedBy.get(metric)?.includes(name)),
        `${metric}: ${of.join()}`,
      );
    for (const name of (sets[metric] ?? []).flat()) assert.ok(what.includes(`\`${name}\``), `${metric}: ${name}`);
  }
});
