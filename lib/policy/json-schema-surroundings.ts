// JSON Schemas of the files around the policies: accounts, people, messages, projects.
import {
  ACCOUNT,
  choice,
  documentOf,
  duration,
  flag,
  listOf,
  map,
  mapOf,
  match,
  oneKeyOf,
  SCALAR,
  text,
  TEXT,
  type JsonSchema,
} from './json-schema-parts.ts';
import { ROUTABLE } from './notification-route.ts';
import { VERDICTS } from './policy.ts';

export const ACCOUNT_SCHEMA = documentOf(
  'RegistryAccount',
  'A registry that the gate serves, and the buckets its metric reports may be read from.',
  map(
    'The account.',
    {
      account: ACCOUNT,
      regions: listOf('Regions of its registries.', TEXT, { minItems: 1 }),
      roleArn: text('The role that the gate assumes there; none for its own account.', {
        pattern: '^arn:aws[a-z-]*:iam::\\d{12}:role/.+$',
      }),
      externalId: text('The ExternalId that this role asks for.'),
      reportBuckets: listOf(
        'Any other bucket is refused.',
        map(
          'One bucket.',
          { bucket: text('Its name.'), owner: ACCOUNT, prefix: text('Only keys below this; left out: all.') },
          ['bucket', 'owner'],
        ),
      ),
    },
    ['account', 'regions'],
  ),
);

const PERSON = map(
  'One person: one voice, through whatever door.',
  {
    id: text('Lower case; stays the same when the name changes.', { pattern: '^[a-z0-9][a-z0-9._-]{0,62}$' }),
    name: text('As people call her or him.'),
    email: text('Where codes and mails go.', { pattern: '^[^\\s@<>,;]+@[^\\s@<>,;]+$' }),
    slack: text('Slack user id, such as U0AMARA001.', { pattern: '^[UW][A-Z0-9]{2,20}$' }),
    iamUsers: listOf('ARNs of IAM users; never a role.', TEXT),
    studioProfiles: listOf('ARNs of Studio user profiles.', TEXT),
    ssoSessions: listOf('ARNs of IAM Identity Center sessions.', TEXT),
  },
  ['id', 'name', 'email'],
);

export const DIRECTORY_SCHEMA = documentOf(
  'ReviewerDirectory',
  'Who may be asked: people with their identities, and groups.',
  map(
    'The directory.',
    {
      people: listOf('Everybody.', PERSON),
      groups: listOf(
        'Groups of people.',
        map('One group.', { name: text('Its name.'), people: listOf('Ids of people.', TEXT, { minItems: 1 }) }, [
          'name',
          'people',
        ]),
      ),
    },
    ['people'],
  ),
);

const CHANNELS: Readonly<Record<string, JsonSchema>> = {
  slack: text("A channel's id or #name, or owner: the group's tag modelgate:slack-channel."),
  webhook: text('The name of an incoming webhook in the Slack secret.', { pattern: '^[A-Za-z0-9_-]{1,64}$' }),
  email: listOf('reviewers, registrant, owner, or addresses.', TEXT, { minItems: 1 }),
};
const ONE_CHANNEL = oneKeyOf(Object.keys(CHANNELS));

export const ROUTE_SCHEMA = documentOf(
  'NotificationRoute',
  'Which events of which groups go to which channels.',
  map(
    'The route.',
    {
      match: match(),
      events: listOf('Events that are told.', { enum: ROUTABLE }),
      verdicts: listOf('Of decisions, those with one of these verdicts.', { enum: VERDICTS }),
      to: listOf(
        'The channels.',
        {
          ...map('One channel, and what is used where it fails.', {
            ...CHANNELS,
            fallback: { ...map('Another channel.', CHANNELS), ...ONE_CHANNEL },
            fallbackAfter: duration('How long a failure is waited for.', { default: '5m' }),
          }),
          ...ONE_CHANNEL,
        },
        { minItems: 1 },
      ),
    },
    ['match', 'to'],
  ),
);

const EXTERNAL_APPROVAL = choice(
  'Where a person approved outside the gate.',
  ['PromoteIfPolicyAgrees', 'Promote', 'Ignore'],
  { default: 'PromoteIfPolicyAgrees' },
);

export const REDEPLOYMENT_SCHEMA = documentOf(
  'ProjectRedeployment',
  'Gives an approved version to a SageMaker project as a template parameter.',
  {
    ...map(
      'The redeployment.',
      {
        match: match(),
        project: text('The name of the project.', { pattern: '^[a-zA-Z0-9](?:-*[a-zA-Z0-9]){0,31}$' }),
        fromTag: text("The group's tag that names it, such as sagemaker:project-name."),
        parameters: mapOf('Template parameters; one has to refer to ${modelPackage.arn} or the like.', SCALAR),
        omitParameters: listOf('Parameters of the project that are left out.', TEXT),
        tags: mapOf('Tags of the project.', SCALAR),
        onRejected: choice('Where the version is rejected later.', ['Keep', 'PreviousApproved'], { default: 'Keep' }),
        externalApproval: EXTERNAL_APPROVAL,
      },
      ['match', 'parameters'],
    ),
    ...oneKeyOf(['project', 'fromTag']),
  },
);

const TARGET = map(
  'The group that copies go to.',
  {
    modelPackageGroup: text('The ARN of one model package group.', {
      pattern:
        '^arn:aws[a-z-]*:sagemaker:[a-z0-9-]{1,32}:\\d{12}:model-package-group/[a-zA-Z0-9](?:-*[a-zA-Z0-9]){0,62}$',
    }),
    roleArn: text('The role that is assumed over there; with externalId.', {
      pattern: '^arn:aws[a-z-]*:iam::\\d{12}:role/[\\w+=,.@/-]+$',
    }),
    externalId: text('The ExternalId that this role asks for.', { pattern: '^[\\w+=,.@:/-]{2,1224}$' }),
    createGroup: flag('Whether a group that is missing is created.', false),
  },
  ['modelPackageGroup'],
);

const BUCKET = text('The name of one S3 bucket.', { pattern: '^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$' });
const ARTIFACTS = map(
  'Where model artifacts and reports are copied to; left out: the copy points at the originals.',
  {
    bucket: BUCKET,
    owner: ACCOUNT,
    prefix: text('What keys over there begin with.'),
    kmsKeyArn: text('The KMS key that copies are encrypted with.', {
      pattern: '^arn:aws[a-z-]*:kms:[a-z0-9-]+:\\d{12}:(?:key|alias)/.+$',
    }),
    from: listOf(
      'Buckets beside those of the source account from which objects may be copied.',
      map('One bucket.', { bucket: BUCKET, owner: ACCOUNT, prefix: text('Only keys below this.') }, [
        'bucket',
        'owner',
      ]),
    ),
  },
  ['bucket'],
);

export const REGISTRATION_SCHEMA = documentOf(
  'Registration',
  'Registers an approved version in a group of another account or region.',
  map(
    'The registration.',
    {
      match: match(),
      target: { ...TARGET, dependencies: { roleArn: ['externalId'], externalId: ['roleArn'] } },
      approvalStatus: choice('What the copy is registered as.', ['PendingManualApproval', 'Approved'], {
        default: 'PendingManualApproval',
      }),
      artifacts: ARTIFACTS,
      images: listOf(
        'Beginnings of image URIs that are written anew; the first that fits counts.',
        map('One.', { from: text('As it is here.'), to: text('As it is over there.') }, ['from', 'to']),
      ),
      onRejected: choice('Where the version is rejected later.', ['Keep', 'Carry'], { default: 'Keep' }),
      externalApproval: EXTERNAL_APPROVAL,
    },
    ['match', 'target'],
  ),
);
