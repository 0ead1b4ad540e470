// Every event has a schema and a sample that satisfies it; a schema without a sample fails here.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import addFormats from 'ajv-formats';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { PublishedEvent } from '../../lib/events.ts';

const AWS = 'sagemaker-model-package-state-change';
const read = (path: string): Record<string, unknown> =>
  JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
const names = readdirSync('events')
  .filter((file) => file.endsWith('.schema.json'))
  .map((file) => file.replace('.schema.json', ''));

function makeValidator() {
  const ajv = new Ajv2020({ allErrors: true, strictTypes: false });
  addFormats.default(ajv);
  for (const name of names) ajv.addSchema(read(`events/${name}.schema.json`));
  return (name: string, event: unknown): readonly string[] => {
    ajv.validate(`${name}.schema.json`, event);
    return (ajv.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  };
}
const faultsOf = makeValidator();

/** Fails to compile where an event of lib/events.ts has no file here. */
const FILE_OF = {
  'Model Package Decision Made': 'model-package-decision-made',
  'Model Package Review Requested': 'model-package-review-requested',
  'Model Package Review Answered': 'model-package-review-answered',
  'Model Package Review Closed': 'model-package-review-closed',
  'Model Package Review Reminder Due': 'model-package-review-reminder-due',
  'Model Package Approval Bypassed': 'model-package-approval-bypassed',
  'Model Package Approval Drifted': 'model-package-approval-drifted',
  'Gate Mode Changed': 'gate-mode-changed',
  'Project Update Started': 'project-update-started',
  'Project Update Finished': 'project-update-finished',
  'Project Update Failed': 'project-update-failed',
  'Gate Door Locked': 'gate-door-locked',
  'Model Package Registered': 'model-package-registered',
  'Model Package Registration Failed': 'model-package-registration-failed',
} satisfies Record<PublishedEvent['detailType'], string>;

describe('events/', () => {
  for (const name of names.filter((one) => one !== 'decision')) {
    test(`${name}.json satisfies its schema`, () => {
      assert.deepEqual(faultsOf(name, read(`events/${name}.json`)), []);
    });
  }

  for (const file of readdirSync(`events/${AWS}`)) {
    test(`AWS's event in the form ${file} satisfies the liberal schema`, () => {
      assert.deepEqual(faultsOf(AWS, read(`events/${AWS}/${file}`)), []);
    });
  }

  test('each event that is published has its schema, by its detail-type', () => {
    for (const [detailType, name] of Object.entries(FILE_OF))
      assert.equal(read(`events/${name}.json`)['detail-type'], detailType);
  });

  test('a trimmed decision satisfies the schema by its pointer', () => {
    const event = read('events/model-package-decision-made.json');
    const detail = event['detail'] as { decision: Record<string, unknown> };
    const { decisionId, revision, verdict, origin, policyDigest, reasons } = detail.decision;
    const pointer = { decisionId, revision, verdict, origin, policyDigest, reasons, trimmed: true, ledgerEntry: 'abc' };

    const trimmed = { ...event, detail: { ...detail, decision: pointer } };

    assert.deepEqual(faultsOf('model-package-decision-made', trimmed), []);
  });

  test('a decision without a verdict, or with one that nobody knows, does not', () => {
    const event = read('events/model-package-decision-made.json');
    const detail = event['detail'] as { decision: Record<string, unknown> };
    const withVerdict = (verdict: unknown) => ({
      ...event,
      detail: { ...detail, decision: { ...detail.decision, verdict } },
    });

    assert.notDeepEqual(faultsOf('model-package-decision-made', withVerdict(undefined)), []);
    assert.notDeepEqual(faultsOf('model-package-decision-made', withVerdict('Maybe')), []);
  });
});
