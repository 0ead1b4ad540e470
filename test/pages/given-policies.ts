// What the policies of fraud-card find in its versions, for the tests of pages.
import type { Measure, PolicyResult, ValidationResult } from '../../lib/policy/policy.ts';

/** 64 characters as a digest has them. */
export const hash = (seed: string): string => seed.repeat(64).slice(0, 64);

/** A check that passed, unless changed. */
export const checkOf = (name: string, message: string, changes: Partial<ValidationResult> = {}): ValidationResult => ({
  name,
  result: 'pass',
  action: 'Reject',
  message,
  place: { file: 'policies/fraud-production.yaml', line: 41, column: 7 },
  review: null,
  values: [],
  errorKind: null,
  cost: 3,
  ...changes,
});

const measureOf = (label: string, value: number, changes: Partial<Measure>): { measure: Measure } => ({
  measure: {
    label,
    value,
    minimum: null,
    maximum: null,
    baseline: null,
    limit: null,
    warnFrom: null,
    tolerance: null,
    direction: null,
    baselineSource: null,
    ...changes,
  },
});

/** A policy that matched and has an opinion, unless changed. */
export const policyOf = (
  policy: string,
  validations: readonly ValidationResult[],
  changes: Partial<PolicyResult> = {},
): PolicyResult => ({
  policy,
  file: `policies/${policy}.yaml`,
  sha256: hash('ab'),
  mode: 'Enforce',
  matched: true,
  notMatchedBecause: null,
  verdict: 'Approve',
  validations,
  errors: [],
  ...changes,
});

/** What a version measures. */
export type Numbers = { readonly auc: number; readonly fpr: number; readonly latency: number };
export const CHAMPION: Numbers = { auc: 0.944, fpr: 0.0204, latency: 29.8 };

/** What the policies of fraud-card found in a version with these numbers. */
export function policiesOf({ auc, fpr, latency }: Numbers): readonly PolicyResult[] {
  const lower = { direction: 'LowerIsBetter', baselineSource: 'fraud-card v6' } as const;
  const fraud = policyOf(
    'fraud-production',
    [
      checkOf('auc-floor', `auc ${auc} is at least 0.90`, measureOf('auc', auc, { minimum: 0.9 })),
      checkOf('not-worse-than-champion', `auc ${auc} is 0.7% over the champion's 0.944 (v6)`, {
        action: 'RequireReview',
        review: 'risk-review',
        ...measureOf('auc', auc, {
          baseline: CHAMPION.auc,
          limit: 0.93456,
          direction: 'HigherIsBetter',
          tolerance: '1%',
          baselineSource: 'fraud-card v6',
        }),
      }),
      checkOf(
        'false-positives',
        `false_positive_rate ${fpr} is 13.2% over the champion's 0.0204 (v6); 5% is tolerated`,
        {
          result: 'fail',
          action: 'RequireReview',
          review: 'risk-review',
          values: [
            { label: 'quality.false_positive_rate', value: String(fpr), source: 'report quality' },
            { label: 'champion.quality.false_positive_rate', value: '0.0204', source: 'fraud-card v6, report quality' },
            { label: 'limit', value: '0.02142', source: '0.0204 + 5%' },
          ],
          trace: [
            {
              text: 'quality.false_positive_rate <= limit',
              depth: 0,
              value: 'false',
              raw: false,
              state: 'value',
              because: null,
            },
            {
              text: 'quality.false_positive_rate',
              depth: 1,
              value: String(fpr),
              raw: fpr,
              state: 'value',
              because: null,
            },
          ],
          ...measureOf('false_positive_rate', fpr, {
            baseline: CHAMPION.fpr,
            limit: 0.02142,
            tolerance: '5%',
            ...lower,
          }),
        },
      ),
      checkOf(
        'false-positive-ceiling',
        `false_positive_rate ${fpr} is at most 0.030`,
        measureOf('false_positive_rate', fpr, { maximum: 0.03 }),
      ),
      checkOf('latency', `latency_p95_ms ${latency} is 5.4% over the champion's 29.8 (v6); 20% is tolerated`, {
        result: 'warn',
        action: 'Warn',
        values: [
          { label: 'serving.latency_p95_ms', value: String(latency), source: 'report serving' },
          { label: 'champion.serving.latency_p95_ms', value: '29.8', source: 'fraud-card v6, report serving' },
          { label: 'limit', value: '35.76', source: '29.8 + 20%' },
          { label: 'warned from', value: '31.29', source: '29.8 + 5%' },
        ],
        ...measureOf('latency_p95_ms', latency, {
          baseline: CHAMPION.latency,
          limit: 35.76,
          warnFrom: 31.29,
          tolerance: '20%',
          ...lower,
        }),
      }),
      checkOf(
        'latency-budget',
        `latency_p95_ms ${latency} is at most 40`,
        measureOf('latency_p95_ms', latency, { maximum: 40 }),
      ),
      checkOf('pinned-image', 'every inference container comes from an allowed registry, pinned by digest'),
    ],
    { verdict: 'RequireReview' },
  );
  const baseline = policyOf(
    'company-baseline',
    [
      checkOf('model-card', 'the card is Approved'),
      checkOf('bias', 'dppl 0.061 is at most 0.10', measureOf('dppl', 0.061, { maximum: 0.1 })),
      checkOf('training-data-age', 'training data ends 2026-10-31, 17 days before registration; 60 are allowed'),
    ],
    { verdict: 'NoOpinion' },
  );
  const idle = ['churn-accuracy', 'pricing', 'doc-quality', 'ranking'].map((name) =>
    policyOf(name, [], {
      matched: false,
      verdict: 'NoOpinion',
      notMatchedBecause: `group fraud-card does not match ${name.split('-')[0]}-*`,
    }),
  );
  return [fraud, baseline, ...idle];
}
