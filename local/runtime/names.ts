// Physical names, ARNs and URLs of the template's resources on this machine.
import type { Names } from './intrinsics.ts';
import type { Template } from './template.ts';

export type Place = {
  readonly endpoint: string;
  readonly account: string;
  readonly region: string;
  readonly stage: string;
};

/** The name a resource gets: its own where the template gives one, else stack and logical id, as CloudFormation does. */
export function nameOf(template: Template, place: Place, logicalId: string): string | undefined {
  const resource = template.resources.find((one) => one.logicalId === logicalId);
  if (!resource) return undefined;
  const given =
    resource.properties['QueueName'] ??
    resource.properties['Name'] ??
    resource.properties['TableName'] ??
    resource.properties['BucketName'] ??
    resource.properties['RoleName'];
  const made = `${template.service}-${place.stage}-${logicalId}`;
  if (typeof given === 'string') return given;
  return resource.type === 'AWS::S3::Bucket' ? `${made}-${place.account}`.toLowerCase() : made;
}

/** Ref and GetAtt for this template. A function's logical id is its name with `LambdaFunction`, as the framework makes it. */
export function makeNames(template: Template, place: Place): Names {
  const { account, region, stage } = place;
  const pseudo: Readonly<Record<string, string>> = {
    'AWS::AccountId': account,
    'AWS::Region': region,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': `${template.service}-${stage}`,
    // The framework makes it for the events of type httpApi.
    HttpApi: 'local',
  };
  const functionOf = (logicalId: string): string | undefined => {
    const found = template.functions.find(
      ({ name }) => `${name[0]?.toUpperCase()}${name.slice(1)}LambdaFunction` === logicalId,
    );
    return found && `${template.service}-${stage}-${found.name}`;
  };
  const typeOf = (logicalId: string): string | undefined =>
    template.resources.find((one) => one.logicalId === logicalId)?.type;
  const arnOf = (logicalId: string, name: string): string => arnIn(template, place, logicalId, name);
  return {
    ref: (logicalId) => {
      const name = nameOf(template, place, logicalId);
      if (name !== undefined && typeOf(logicalId) === 'AWS::SQS::Queue') return `${place.endpoint}/${account}/${name}`;
      if (typeOf(logicalId) === 'AWS::SecretsManager::Secret') return arnOf(logicalId, name ?? logicalId);
      return pseudo[logicalId] ?? template.parameters[logicalId] ?? name ?? functionOf(logicalId);
    },
    getAtt: (logicalId, attribute) => {
      const functionName = functionOf(logicalId);
      if (functionName !== undefined)
        return attribute === 'Arn' ? `arn:aws:lambda:${region}:${account}:function:${functionName}` : undefined;
      const name = nameOf(template, place, logicalId);
      if (name === undefined) return undefined;
      if (attribute === 'Id' && typeOf(logicalId) === 'AWS::SecretsManager::Secret') return arnOf(logicalId, name);
      if (attribute === 'Arn') return arnOf(logicalId, name);
      if (attribute === 'QueueName' || attribute === 'Name') return name;
      return attribute === 'QueueUrl' ? `${place.endpoint}/${account}/${name}` : undefined;
    },
    condition: (name) => template.conditions[name],
  };
}

function arnIn(template: Template, place: Place, logicalId: string, name: string): string {
  const { region, account } = place;
  const resource = template.resources.find((one) => one.logicalId === logicalId);
  const bus = resource?.properties['EventBusName'];
  const busName =
    typeof bus === 'object' && bus !== null && 'Ref' in bus ? nameOf(template, place, String(bus.Ref)) : bus;
  const forms: Readonly<Record<string, string>> = {
    'AWS::SQS::Queue': `arn:aws:sqs:${region}:${account}:${name}`,
    'AWS::Events::EventBus': `arn:aws:events:${region}:${account}:event-bus/${name}`,
    'AWS::Events::Rule': `arn:aws:events:${region}:${account}:rule/${typeof busName === 'string' ? `${busName}/` : ''}${name}`,
    'AWS::DynamoDB::Table': `arn:aws:dynamodb:${region}:${account}:table/${name}`,
    'AWS::S3::Bucket': `arn:aws:s3:::${name}`,
    // Without the six random characters of AWS: a name is an ARN's end here.
    'AWS::SecretsManager::Secret': `arn:aws:secretsmanager:${region}:${account}:secret:${name}`,
    'AWS::IAM::Role': `arn:aws:iam::${account}:role/${name}`,
  };
  return forms[resource?.type ?? ''] ?? `arn:aws:cloudformation:${region}:${account}:resource/${name}`;
}

/** Every resource with its physical id, as CloudFormation lists them: of a rule on a bus of its own it is `bus|rule`. */
export const resourcesOf = (
  template: Template,
  place: Place,
  names: Names,
): readonly { readonly logicalId: string; readonly physicalId: string; readonly type: string }[] =>
  template.resources.map(({ logicalId, type, properties }) => {
    const physicalId = names.ref(logicalId) ?? logicalId;
    const bus = properties['EventBusName'];
    const isOnBus = type === 'AWS::Events::Rule' && typeof bus === 'object' && bus !== null && 'Ref' in bus;
    return { logicalId, type, physicalId: isOnBus ? `${names.ref(String(bus.Ref)) ?? ''}|${physicalId}` : physicalId };
  });
