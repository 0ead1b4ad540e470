// The rights of commands that only look: audit, doctor, and an auditor's verify and dossier, as JSON that IAM takes. Pure.
import { documentOf, type PolicyDocument } from './iam-statements.ts';

/** What an installation consists of and how it stands; no call among them tells a value. */
const INSTALLATION_READS = [
  'cloudformation:ListStackResources',
  'cloudformation:DescribeStacks',
  'cloudformation:GetTemplate',
  'iam:GetRolePolicy',
  'iam:ListAttachedRolePolicies',
  'events:ListRules',
  'events:DescribeRule',
  'events:ListTargetsByRule',
  'events:TestEventPattern',
  'events:DescribeEventBus',
  'sqs:ListQueues',
  'sqs:GetQueueAttributes',
  'cloudwatch:GetMetricStatistics',
  'ses:GetEmailIdentity',
  'ses:GetAccount',
  'secretsmanager:DescribeSecret',
  'dynamodb:ListTables',
  's3:ListAllMyBuckets',
  'lambda:GetEventSourceMapping',
];

/** What modelgate doctor needs: reads alone. The values of secrets are judged and not shown; without that right it says only that they are there. */
export const doctorRights = (): PolicyDocument =>
  documentOf([
    {
      Sid: 'Installation',
      Effect: 'Allow',
      Action: INSTALLATION_READS,
      Resource: '*',
    },
    {
      Sid: 'Ledger',
      Effect: 'Allow',
      Action: ['dynamodb:GetItem', 'dynamodb:Query'],
      Resource: 'arn:*:dynamodb:*:*:table/modelgate-*',
    },
    {
      Sid: 'WhetherSecretsAreFilled',
      Effect: 'Allow',
      Action: ['secretsmanager:GetSecretValue'],
      Resource: ['SigningKey', 'SlackSecret', 'SlackSigningSecret', 'OidcSecret'].map(
        (name) => `arn:*:secretsmanager:*:*:secret:${name}-*`,
      ),
    },
  ]);

/**
 * What modelgate audit needs: it reads the registry and writes nothing. `buckets` are those in which reports lie, beside the default ones of
 * SageMaker.
 */
export const readOnly = (buckets: readonly string[]): PolicyDocument =>
  documentOf([
    {
      Sid: 'ReadVersions',
      Effect: 'Allow',
      Action: ['sagemaker:DescribeModelPackage', 'sagemaker:BatchDescribeModelPackage', 'sagemaker:ListTags'],
      Resource: ['arn:*:sagemaker:*:*:model-package/*', 'arn:*:sagemaker:*:*:model-package-group/*'],
    },
    {
      Sid: 'Lists',
      Effect: 'Allow',
      Action: ['sagemaker:ListModelPackages', 'sagemaker:ListModelPackageGroups'],
      Resource: '*',
    },
    {
      Sid: 'Reports',
      Effect: 'Allow',
      Action: ['s3:GetObject'],
      Resource: [...new Set(['sagemaker-*', ...buckets])].map((bucket) => `arn:*:s3:::${bucket}/*`),
    },
  ]);

/** What an auditor needs for decisions, explain, verify and dossier: the record, the archive and the registry, to read and nothing else. */
export const auditorRights = (): PolicyDocument =>
  documentOf([
    {
      Sid: 'FindTheStack',
      Effect: 'Allow',
      Action: ['dynamodb:ListTables', 's3:ListAllMyBuckets'],
      Resource: '*',
    },
    {
      Sid: 'Ledger',
      Effect: 'Allow',
      Action: ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'],
      Resource: ['arn:*:dynamodb:*:*:table/modelgate-*', 'arn:*:dynamodb:*:*:table/modelgate-*/index/*'],
    },
    {
      Sid: 'ListTheArchive',
      Effect: 'Allow',
      Action: ['s3:ListBucket'],
      Resource: 'arn:*:s3:::modelgate-*-archivebucket-*',
    },
    {
      Sid: 'InputsAndArchive',
      Effect: 'Allow',
      Action: ['s3:GetObject'],
      Resource: ['archivebucket', 'evidencebucket'].map((name) => `arn:*:s3:::modelgate-*-${name}-*/*`),
    },
    {
      Sid: 'ReadVersions',
      Effect: 'Allow',
      Action: ['sagemaker:DescribeModelPackage', 'sagemaker:BatchDescribeModelPackage'],
      Resource: 'arn:*:sagemaker:*:*:model-package/*',
    },
  ]);
