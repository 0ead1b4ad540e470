// What of CloudFormation and the Serverless Framework this runtime knows; anything else in serverless.yml is an error, not a guess.
import { isObject } from '../json-object.ts';

/** Resource types with the properties they may have. Those that act are created; the rest is checked and does nothing here. */
export const RESOURCE_TYPES: Readonly<Record<string, readonly string[]>> = {
  'AWS::SQS::Queue': [
    'QueueName',
    'VisibilityTimeout',
    'MessageRetentionPeriod',
    'DelaySeconds',
    'ReceiveMessageWaitTimeSeconds',
    'RedrivePolicy',
    'RedriveAllowPolicy',
    'SqsManagedSseEnabled',
    'KmsMasterKeyId',
    'Tags',
  ],
  'AWS::SQS::QueuePolicy': ['Queues', 'PolicyDocument'],
  'AWS::Events::EventBus': ['Name', 'Description', 'DeadLetterConfig', 'KmsKeyIdentifier', 'Policy', 'Tags'],
  'AWS::Events::EventBusPolicy': ['EventBusName', 'StatementId', 'Statement'],
  'AWS::Events::Rule': ['Name', 'Description', 'EventBusName', 'EventPattern', 'State', 'Targets'],
  'AWS::DynamoDB::Table': [
    'TableName',
    'BillingMode',
    'AttributeDefinitions',
    'KeySchema',
    'GlobalSecondaryIndexes',
    'PointInTimeRecoverySpecification',
    'SSESpecification',
    'TimeToLiveSpecification',
    'DeletionProtectionEnabled',
    'Tags',
  ],
  'AWS::S3::Bucket': [
    'BucketName',
    'BucketEncryption',
    'PublicAccessBlockConfiguration',
    'OwnershipControls',
    'VersioningConfiguration',
    'LifecycleConfiguration',
    'ObjectLockEnabled',
    'ObjectLockConfiguration',
    'Tags',
  ],
  'AWS::S3::BucketPolicy': ['Bucket', 'PolicyDocument'],
  'AWS::IAM::Role': [
    'RoleName',
    'Path',
    'AssumeRolePolicyDocument',
    'ManagedPolicyArns',
    'Policies',
    'PermissionsBoundary',
    'Description',
    'Tags',
  ],
  'AWS::IAM::ManagedPolicy': ['Description', 'Path', 'PolicyDocument'],
  'AWS::Lambda::EventInvokeConfig': ['FunctionName', 'Qualifier', 'MaximumEventAgeInSeconds', 'MaximumRetryAttempts'],
  'AWS::Lambda::Permission': ['FunctionName', 'Action', 'Principal', 'SourceArn'],
  'AWS::ApiGateway::RestApi': ['Name', 'EndpointConfiguration', 'BinaryMediaTypes', 'Policy', 'Body'],
  'AWS::ApiGateway::Deployment': ['RestApiId'],
  'AWS::ApiGateway::Stage': ['RestApiId', 'DeploymentId', 'StageName', 'TracingEnabled', 'MethodSettings'],
  'AWS::Logs::LogGroup': ['LogGroupName', 'RetentionInDays', 'KmsKeyId'],
  'AWS::Logs::QueryDefinition': ['Name', 'LogGroupNames', 'QueryString'],
  'AWS::CloudWatch::Alarm': [
    'AlarmName',
    'AlarmDescription',
    'Namespace',
    'MetricName',
    'Dimensions',
    'Metrics',
    'Statistic',
    'ExtendedStatistic',
    'Period',
    'EvaluationPeriods',
    'DatapointsToAlarm',
    'Threshold',
    'ComparisonOperator',
    'TreatMissingData',
    'AlarmActions',
    'OKActions',
    'Unit',
  ],
  'AWS::SecretsManager::Secret': ['Name', 'Description', 'GenerateSecretString', 'SecretString', 'KmsKeyId', 'Tags'],
  'AWS::CloudWatch::Dashboard': ['DashboardName', 'DashboardBody'],
  'AWS::SES::ConfigurationSet': ['Name', 'SendingOptions', 'Tags'],
  'AWS::SES::ConfigurationSetEventDestination': ['ConfigurationSetName', 'EventDestination'],
};
/** What stands beside `Type` and `Properties` of a resource. */
export const RESOURCE_KEYS = [
  'Type',
  'Properties',
  'Condition',
  'DependsOn',
  'DeletionPolicy',
  'UpdateReplacePolicy',
  'Metadata',
];
export const TOP_KEYS = [
  'service',
  'frameworkVersion',
  'configValidationMode',
  'params',
  'provider',
  'package',
  'functions',
  'resources',
  'custom',
  'useDotenv',
];
export const PROVIDER_KEYS = [
  'name',
  'region',
  'stage',
  'runtime',
  'architecture',
  'memorySize',
  'timeout',
  'versionFunctions',
  'logRetentionInDays',
  'deploymentMethod',
  'deploymentBucket',
  'deletionProtection',
  'tracing',
  'environment',
  'httpApi',
  'tags',
  'stackTags',
  'logs',
];
export const FUNCTION_KEYS = [
  'handler',
  'role',
  'package',
  'timeout',
  'memorySize',
  'environment',
  'events',
  'description',
  'reservedConcurrency',
  'name',
  'tags',
];
export const EVENT_KEYS: Readonly<Record<string, readonly string[]>> = {
  sqs: ['arn', 'batchSize', 'maximumBatchingWindow', 'functionResponseType', 'maximumConcurrency', 'enabled'],
  schedule: ['method', 'rate', 'name', 'roleArn', 'timezone', 'input', 'enabled', 'description'],
  httpApi: ['method', 'path', 'authorizer'],
};
/** Of `provider.httpApi` and of `resources.extensions`: what shapes the HTTP API beside its routes. */
export const HTTP_API_KEYS = ['payload', 'metrics', 'disableDefaultEndpoint', 'name'];
/** By the end of the logical id that the framework makes. */
export const EXTENSION_KEYS: Readonly<Record<string, readonly string[]>> = {
  HttpApiStage: ['DefaultRouteSettings', 'AccessLogSettings', 'RouteSettings'],
  LambdaFunction: ['KmsKeyArn', 'VpcConfig', 'DeadLetterConfig'],
  LogGroup: ['KmsKeyId'],
  SchedulerSchedule1: ['Target'],
};

/** Throws where a mapping has a key that is not on the list; `path` is where it stands. */
export function onlyKnown(mapping: unknown, known: readonly string[], path: string): void {
  if (!isObject(mapping)) throw new TemplateError(`${path} is not a mapping`);
  for (const key of Object.keys(mapping)) {
    if (!known.includes(key))
      throw new TemplateError(`${path}.${key} is not known to this runtime; it knows ${known.join(', ')}`);
  }
}

/** A fault in serverless.yml: the sentence names the path and what is known. */
export class TemplateError extends Error {
  constructor(message: string) {
    super(`serverless.yml: ${message}`);
    this.name = 'TemplateError';
  }
}
