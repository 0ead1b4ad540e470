// JSON Schemas of the six kinds of checks.
import { choice, listOf, map, oneKeyOf, path, SCALAR, text, TEXT, type JsonSchema } from './json-schema-parts.ts';

const limit = (about: string): JsonSchema => ({ description: about, type: ['number', 'string'] });

const tolerance = (about: string): JsonSchema => ({
  description: `${about} A number such as 0.01, or a share of the baseline such as 1%.`,
  anyOf: [
    { type: 'number', minimum: 0 },
    { type: 'string', pattern: '^\\d+(?:\\.\\d+)?%$' },
  ],
});

const RANGE: JsonSchema = {
  ...map(
    'The value lies within limits.',
    { value: path('What is read.'), min: limit('At least this.'), max: limit('At most this.') },
    ['value'],
  ),
  anyOf: [{ required: ['min'] }, { required: ['max'] }],
};

const COMPARE = map(
  'The value is not worse than a baseline.',
  {
    value: path('What is read.'),
    baseline: path('What it is held against.'),
    direction: choice('Which way is better.', ['HigherIsBetter', 'LowerIsBetter']),
    tolerance: tolerance('How much worse is let pass.'),
    warnTolerance: tolerance('From here on it warns.'),
    onNoBaseline: choice('Where there is no baseline.', ['Pass', 'Fail', 'Skip', 'RequireReview'], { default: 'Pass' }),
  },
  ['value', 'baseline', 'direction'],
);

const PRESENT: JsonSchema = {
  ...map('The values are there.', {
    value: path('What has to be there.'),
    values: listOf('All that has to be there.', TEXT, { minItems: 1 }),
  }),
  ...oneKeyOf(['value', 'values']),
};

const ONE_OF = map(
  'The value is one of a list.',
  { value: path('What is read.'), values: listOf('The values it may have.', SCALAR, { minItems: 1 }) },
  ['value', 'values'],
);

const GLOB: JsonSchema = {
  ...map(
    'The value fits a pattern.',
    {
      value: path('What is read.'),
      pattern: text('A glob, such as v*.'),
      patterns: listOf('Globs, one of which it fits.', TEXT),
    },
    ['value'],
  ),
  ...oneKeyOf(['pattern', 'patterns']),
};

/** By the key of a validation that holds the check. */
export const CHECK_SCHEMAS = {
  expression: text('CEL that is true where the check passes, such as quality.auc >= 0.9.', { maxLength: 4096 }),
  compare: COMPARE,
  range: RANGE,
  present: PRESENT,
  oneOf: ONE_OF,
  glob: GLOB,
} as const;
