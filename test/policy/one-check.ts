// Checks of one policy against one version, and the champion it is compared with.
import assert from 'node:assert/strict';
import { assess, packageOf, type Given } from './given.ts';

/** A report with two fields. */
export const QUALITY =
  'evidence:\n  - name: quality\n    from: ModelMetrics.ModelQuality.Statistics\n    fields: { auc: { pointer: /auc }, rows: { pointer: /rows, type: int } }\n';
/** The first check of the first policy, as it came out. */
export const first = (spec: string, given: Given = {}) => {
  const one = assess(spec, given).policies[0]?.validations[0];
  assert.ok(one);
  return one;
};
/** The check that this expression makes. */
export const expression = (text: string, given: Given = {}, before = '') =>
  first(`${before}validations:\n  - name: check\n    expression: ${JSON.stringify(text)}`, given);
/** A champion whose report has this value. */
export const champion = (auc: number | { absent: string } | { corrupt: string }): NonNullable<Given['champion']> => ({
  state: 'present',
  value: packageOf({ version: 6, reports: { quality: { auc } } }),
});
