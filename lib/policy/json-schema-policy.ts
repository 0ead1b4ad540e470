// JSON Schemas of the files that say what is approved: policies, their bindings, exceptions.
import { CHECK_SCHEMAS } from './json-schema-checks.ts';
import {
  choice,
  documentOf,
  duration,
  flag,
  listOf,
  map,
  mapOf,
  match,
  oneKeyOf,
  SCALARS,
  text,
  TEXT,
  whole,
} from './json-schema-parts.ts';
import { FIELD_TYPES, SOURCES } from './read-evidence.ts';

const MODE = choice('Enforce decides; Audit evaluates and records, and never acts.', ['Enforce', 'Audit'], {
  default: 'Enforce',
});

const NAMED = (about: string) =>
  listOf(
    about,
    map('A name and an expression in CEL.', { name: text('Its name.'), expression: text('CEL.') }, [
      'name',
      'expression',
    ]),
  );

const EVIDENCE = listOf(
  'What checks may read, with its source and the types of its fields.',
  map(
    'One source.',
    {
      name: text('How expressions call it, such as quality.', { pattern: '^[A-Za-z]\\w{0,62}$' }),
      from: choice('Where DescribeModelPackage points at it; LatestApproved is the champion.', SOURCES),
      fields: {
        ...mapOf(
          'The fields that checks may read.',
          map(
            'One field.',
            {
              pointer: text('JSON pointer, such as /regression_metrics/mae/value.', {
                pattern: '^(?:/(?:[^~/]|~[01])*)*$',
              }),
              type: choice('What the field holds.', FIELD_TYPES, { default: 'double' }),
            },
            ['pointer'],
          ),
        ),
        minProperties: 1,
        propertyNames: { pattern: '^[A-Za-z_]\\w{0,62}$' },
      },
    },
    ['name', 'from'],
  ),
);

const PARAMS = {
  ...mapOf('Values that a binding may change within their bounds.', {
    anyOf: [
      SCALARS,
      map('A default and its bounds.', { default: SCALARS, min: { type: 'number' }, max: { type: 'number' } }, [
        'default',
      ]),
    ],
  }),
  propertyNames: { pattern: '^[A-Za-z_]\\w{0,62}$' },
};

const VALIDATION = {
  ...map(
    'One check: a name, exactly one kind of check, and what a false one does.',
    {
      name: text('Its name, such as auc-floor.'),
      ...CHECK_SCHEMAS,
      action: choice('What a false check does.', ['Reject', 'RequireReview', 'Warn'], { default: 'Reject' }),
      review: text('The review that is asked for; one of reviews.'),
      message: text('The sentence where the check is false.'),
      messageExpression: text('CEL that makes this sentence.'),
    },
    ['name'],
  ),
  ...oneKeyOf(Object.keys(CHECK_SCHEMAS)),
};

const REVIEW = map(
  'People who may be asked.',
  {
    name: text('Its name.'),
    reviewers: map('Who is asked; left out: everybody in the directory.', {
      groups: listOf('Groups of the ReviewerDirectory.', TEXT),
      people: listOf('Ids of people.', TEXT),
    }),
    count: whole('How many distinct people have to approve.', 1, 100, { default: 1 }),
    notFrom: listOf('Who may not answer.', {
      type: 'string',
      pattern: '^(?:registrant|lastModifier|metadata:.+)$',
    }),
    onUnknownAuthor: choice('Where nobody knows which person made it.', ['Hold', 'RequireOneMore', 'Allow'], {
      default: 'Hold',
    }),
    requireComment: flag('Whether an answer needs a comment.', false),
    invalidateOn: listOf('What voids the review.', {
      enum: ['EvidenceChange', 'PolicyChange', 'ChampionChange'],
    }),
    remindEvery: duration('How often people are reminded.'),
    expiresAfter: duration('How long the review is open.'),
    onExpiry: choice('What happens then.', ['Reject', 'Escalate', 'Hold'], { default: 'Hold' }),
    escalateTo: text('The group that Escalate asks.'),
    rejectedBy: whole('How many rejections reject.', 1, 100, { default: 1 }),
  },
  ['name'],
);

export const POLICY_SCHEMA = documentOf(
  'ModelApprovalPolicy',
  'What a model package version has to fulfil to be approved.',
  map('The policy.', {
    description: text('For people.'),
    mode: MODE,
    failurePolicy: choice('What an error in a check does.', ['Hold', 'Reject'], { default: 'Hold' }),
    match: match({ matchConditions: NAMED('All true, or the policy is skipped.') }),
    params: PARAMS,
    evidenceDeadline: duration('How long after its creation a version may wait for evidence.', { default: '15m' }),
    evidenceWait: duration('How long sweeps look for it again.', { default: '24h' }),
    olderThanApproved: choice('A version that is not newer than the newest approved one.', ['RequireReview', 'Allow'], {
      default: 'RequireReview',
    }),
    evidence: EVIDENCE,
    variables: NAMED('Values that checks read as variables.NAME.'),
    validations: listOf('The checks.', VALIDATION, { maxItems: 200 }),
    reviews: listOf('The reviews that checks may ask for.', REVIEW),
    onPass: choice('What the policy says where no check objects.', ['Approve', 'RequireReview', 'NoOpinion'], {
      default: 'RequireReview',
    }),
    allowUnconditional: flag('A policy without checks may approve.', false),
  }),
);

export const BINDING_SCHEMA = documentOf(
  'ModelApprovalPolicyBinding',
  'Binds a policy to groups, with parameters of their own.',
  map(
    'The binding.',
    {
      policy: text('The name of the policy.'),
      match: match(),
      params: mapOf('Values within the bounds of the policy.', SCALARS),
      mode: MODE,
      owner: text('Who answers for it.'),
    },
    ['policy', 'match'],
  ),
);

export const EXCEPTION_SCHEMA = documentOf(
  'PolicyException',
  'Lets one check pass for a group or a version, until a day.',
  {
    ...map(
      'The exception.',
      {
        policy: text('The name of the policy.'),
        validation: text('The name of the check.'),
        group: text('One model package group.'),
        package: text('One version: GROUP/VERSION or its ARN.'),
        until: text('A day such as 2026-12-31, or a time such as 2026-12-31T18:00:00Z.'),
        reason: text('Why.'),
        approvedBy: text('Who allowed it.'),
      },
      ['policy', 'validation', 'until', 'reason', 'approvedBy'],
    ),
    ...oneKeyOf(['group', 'package']),
  },
);
