// Laws of what is kept and seen: encryption, logs, traces, protection in production, and an alarm for whatever stops.
import type { Law } from './law.ts';
import { at, deadLetterQueues, idOf, listOf, ofType } from './query.ts';
import type { Template } from './template.ts';

const keyOf = (template: Template): string => template.Parameters?.['KmsKeyArn']?.Default ?? '';

const encryption: Law = {
  name: 'all that is stored is encrypted, by the key that the stack was given where there is one',
  faults: (template) => {
    const isOwn = keyOf(template) !== '';
    const wrong = (type: string, isGood: (properties: unknown) => boolean): readonly string[] =>
      ofType(template, type)
        .filter(({ id, properties }) => id !== 'ServerlessDeploymentBucket' && !isGood(properties))
        .map(({ id }) => `${id}: is not encrypted ${isOwn ? 'by the key of the stack' : ''}`.trim());
    const hasKey = (name: string) => (properties: unknown) => !isOwn || idOf(at(properties, name)) === 'KmsKeyArn';
    return [
      ...wrong('AWS::SQS::Queue', (one) =>
        isOwn ? hasKey('KmsMasterKeyId')(one) : at(one, 'SqsManagedSseEnabled') === true,
      ),
      ...wrong(
        'AWS::DynamoDB::Table',
        (one) =>
          at(one, 'SSESpecification', 'SSEEnabled') === true && hasKey('KMSMasterKeyId')(at(one, 'SSESpecification')),
      ),
      ...wrong('AWS::S3::Bucket', (one) => {
        const [rule] = listOf(at(one, 'BucketEncryption', 'ServerSideEncryptionConfiguration'));
        const used = at(rule, 'ServerSideEncryptionByDefault');
        return at(used, 'SSEAlgorithm') === (isOwn ? 'aws:kms' : 'AES256') && hasKey('KMSMasterKeyID')(used);
      }),
      ...wrong('AWS::SecretsManager::Secret', hasKey('KmsKeyId')),
      ...wrong('AWS::Logs::LogGroup', hasKey('KmsKeyId')),
      ...wrong('AWS::Events::EventBus', hasKey('KmsKeyIdentifier')),
      ...wrong('AWS::Lambda::Function', hasKey('KmsKeyArn')),
    ];
  },
};

const buckets: Law = {
  name: 'a bucket is closed to the public, takes TLS only, and outlives the stack like the table',
  faults: (template) => {
    const kept = ofType(template, 'AWS::S3::Bucket').filter(({ id }) => id !== 'ServerlessDeploymentBucket');
    const guarded = ofType(template, 'AWS::S3::BucketPolicy')
      .filter(({ properties }) =>
        JSON.stringify(properties['PolicyDocument']).includes('"aws:SecureTransport":"false"'),
      )
      .map(({ properties }) => idOf(properties['Bucket']));
    return [
      ...kept
        .filter(
          ({ properties }) =>
            Object.values(at(properties, 'PublicAccessBlockConfiguration') ?? {}).filter((one) => one === true).length <
            4,
        )
        .map(({ id }) => `${id}: is not closed to the public`),
      ...kept.filter(({ id }) => !guarded.includes(id)).map(({ id }) => `${id}: takes requests without TLS`),
      ...[...kept, ...ofType(template, 'AWS::DynamoDB::Table')]
        .filter(({ resource }) => resource.DeletionPolicy !== 'Retain')
        .map(({ id }) => `${id}: goes with the stack`),
    ];
  },
};

const protection: Law = {
  name: 'the table can be restored to any moment, and in production it cannot be deleted',
  faults: (template) => {
    const isProduction = template.Parameters?.['Production']?.Default === 'true';
    return ofType(template, 'AWS::DynamoDB::Table').flatMap(({ id, properties }) => [
      ...(at(properties, 'PointInTimeRecoverySpecification', 'PointInTimeRecoveryEnabled') === true
        ? []
        : [`${id}: has no point-in-time recovery`]),
      ...(isProduction && properties['DeletionProtectionEnabled'] !== true
        ? [`${id}: has no deletion protection`]
        : []),
    ]);
  },
};

const functions: Law = {
  name: 'each function runs on nodejs24.x and arm64, is traced, and has a log group that forgets',
  faults: (template) => {
    const logs = new Map(
      ofType(template, 'AWS::Logs::LogGroup').map(({ properties }) => [properties['LogGroupName'], properties]),
    );
    return ofType(template, 'AWS::Lambda::Function').flatMap(({ id, properties }) => [
      ...(properties['Runtime'] === 'nodejs24.x' && listOf(properties['Architectures']).join() === 'arm64'
        ? []
        : [`${id}: is not nodejs24.x on arm64`]),
      ...(at(properties, 'TracingConfig', 'Mode') === 'Active' ? [] : [`${id}: is not traced`]),
      ...(Number(logs.get(`/aws/lambda/${String(properties['FunctionName'])}`)?.['RetentionInDays']) > 0
        ? []
        : [`${id}: its log is kept for ever`]),
    ]);
  },
};

const alarms: Law = {
  name: 'an alarm watches each dead letter queue, and errors and throttles of each function; each says where its runbook is, to the topic that there is',
  faults: (template) => {
    const all = ofType(template, 'AWS::CloudWatch::Alarm');
    const hasTopic = (template.Parameters?.['AlarmTopicArn']?.Default ?? '') !== '';
    const watched = new Set(
      all.flatMap(({ properties }) =>
        listOf(properties['Dimensions']).map((one) => `${String(properties['MetricName'])} ${idOf(at(one, 'Value'))}`),
      ),
    );
    const wanted = [
      ...[...deadLetterQueues(template)].map((id) => `ApproximateNumberOfMessagesVisible ${id}`),
      ...ofType(template, 'AWS::Lambda::Function').flatMap(({ id }) => [`Errors ${id}`, `Throttles ${id}`]),
    ];
    return [
      ...wanted
        .filter((one) => !watched.has(one))
        .map((one) => `${one.split(' ')[1]}: no alarm on ${one.split(' ')[0]}`),
      ...all
        .filter(({ properties }) => !/ docs\/[\w-]+\.md#[\w-]+$/u.test(String(properties['AlarmDescription'])))
        .map(({ id }) => `${id}: does not say where its runbook is`),
      ...all
        .filter(({ properties }) => hasTopic && idOf(listOf(properties['AlarmActions'])[0]) !== 'AlarmTopicArn')
        .map(({ id }) => `${id}: tells nobody`),
    ];
  },
};

const doors: Law = {
  name: 'the pages are throttled',
  faults: (template) => [
    ...ofType(template, 'AWS::ApiGatewayV2::Stage')
      .filter(({ properties }) => !(Number(at(properties, 'DefaultRouteSettings', 'ThrottlingRateLimit')) > 0))
      .map(({ id }) => `${id}: is not throttled`),
    ...ofType(template, 'AWS::ApiGateway::Stage')
      .filter(
        ({ properties }) =>
          !listOf(properties['MethodSettings']).some((one) => Number(at(one, 'ThrottlingRateLimit')) > 0),
      )
      .map(({ id }) => `${id}: is not throttled`),
  ],
};

export const LAWS_OF_KEEPING: readonly Law[] = [encryption, buckets, protection, functions, alarms, doors];
