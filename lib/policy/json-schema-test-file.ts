// JSON Schema of policy tests (kind: PolicyTest, files named *.test.yaml).
import {
  choice,
  documentOf,
  duration,
  listOf,
  map,
  mapOf,
  text,
  TEXT,
  whole,
  type JsonSchema,
} from './json-schema-parts.ts';
import { VERDICTS } from './policy.ts';
import { REVIEW_STATES } from './test-file.ts';

const TIME = 'A time in RFC 3339, such as 2026-11-18T16:20:00Z.';
const RESULT = choice('What the check gives.', ['pass', 'fail', 'error', 'skip', 'warn', 'exception']);
const STATE = choice('How the review stands.', REVIEW_STATES);
const count = (about: string): JsonSchema => whole(about, 0, 10_000);

const VERDICT = choice('The verdict of all policies together.', VERDICTS);
const REVIEWS: JsonSchema = {
  description: 'The reviews that are asked for, exactly: a list of names, or a map of names with a state.',
  anyOf: [
    { type: 'array', items: TEXT },
    mapOf('By name.', {
      anyOf: [
        STATE,
        map('One review.', { state: STATE, count: count('Approvals needed.'), given: count('Approvals given.') }),
      ],
    }),
  ],
};

const EXPECT: JsonSchema = {
  ...map('The part of the outcome that has to be so.', {
    verdict: VERDICT,
    validations: mapOf('Checks by name, or policy/name.', {
      anyOf: [RESULT, map('One check.', { result: RESULT, message: text('A part of its sentence.') })],
    }),
    messages: listOf('Parts of sentences that somebody reads.', TEXT),
    errors: count('How many checks end in an error.'),
    reviews: REVIEWS,
    exceptions: listOf('The exceptions by which checks pass, exactly.', TEXT),
  }),
  minProperties: 1,
};

const STEP: JsonSchema = {
  ...map('An answer, or time that passes.', {
    by: text('Id of the person who answers.'),
    choice: choice('The answer.', ['Approve', 'Reject', 'Withdraw'], { default: 'Approve' }),
    comment: text('The comment.'),
    after: duration('How much time passes before.'),
    expect: {
      ...map('What is so then.', {
        verdict: VERDICT,
        reviews: REVIEWS,
        refused: text('A part of the sentence that refuses the answer.'),
      }),
      minProperties: 1,
    },
  }),
  anyOf: [{ required: ['by'] }, { required: ['after'] }],
};

/** What is written here is read when the test runs: which reports there may be, its policies say. */
const BASE: JsonSchema = {
  description: 'The evidence of all cases: written here, or a file that modelgate capture wrote.',
  type: 'object',
  properties: Object.fromEntries(
    [
      ['fixture', 'The file, from the folder of this one.'],
      ['modelPackage', 'group, version, account, region, createdBy and so on; group is needed.'],
      ['metadata', 'CustomerMetadataProperties: texts, so numbers are quoted.'],
      ['provenance', 'MetadataProperties: CommitId, Repository, GeneratedBy, ProjectId.'],
      ['image', 'containers, each with image and digest; instanceTypes.'],
      ['reports', 'By declared name with the values of fields, or by source as the whole report.'],
      ['card', 'status and content of the model card.'],
      ['group', 'tags of the model package group.'],
      ['champion', 'The same for the newest other approved version; null: there is none.'],
    ].map(([key, description]) => [key, { description }]),
  ),
  if: { required: ['fixture'] },
  // oxlint-disable-next-line unicorn/no-thenable
  then: { additionalProperties: false, properties: { fixture: { description: 'The file.', type: 'string' } } },
};

export const TEST_SCHEMA = documentOf(
  'PolicyTest',
  'Cases in which policies have to say what is expected.',
  map(
    'The test.',
    {
      policies: listOf('The policies under test; left out: all of the folder.', TEXT),
      now: text(TIME),
      base: BASE,
      cases: listOf(
        'The cases.',
        map(
          'One case: what is other than in base, and what is expected.',
          {
            name: text('What the case shows.'),
            now: text(TIME),
            patch: { description: 'Merged into base; null sets null.', type: 'object' },
            remove: listOf('What is taken away.', { type: 'string', pattern: '^/' }),
            expect: EXPECT,
            // oxlint-disable-next-line unicorn/no-thenable
            then: listOf('What happens then.', STEP),
          },
          ['name', 'expect'],
        ),
        { minItems: 1 },
      ),
    },
    ['now', 'base', 'cases'],
  ),
);
