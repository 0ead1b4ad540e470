// Physical names, ARNs and URLs of the template's resources on this machine.
import type { Names } from './intrinsics.ts';
import type { Template } from './template.ts';

export type Place = {
  readonly endpoint: string;
  readonly account: string;
  readonly region: string;
  readonly stage: string;
};

/** The logical id that the framework gives to a function, or to what it makes for one: the name begun with a capital. */
export const logicalIdOf = (functionName: string, rest = 'LambdaFunction'): string =>
  `${functionName.charAt(0).toUpperCase()}${functionName.slice(1)}${rest}`;

const resourceOf = ({ resources }: Template, logicalId: string): Template['resources'][number] | undefined =>
  resources.find((one) => one.logicalId === logicalId);

/** The name a resource gets: its own where the template gives one, else stack and logical id, as CloudFormation does. */
export function nameOf(template: Template, place: Place, logicalId: string): string | undefined {
  const resource = resourceOf(template, logicalId);
  if (!resource) return undefined;
  const naming = ['QueueName', 'Name', 'TableName', 'BucketName', 'RoleName'];
  const given = naming.map((key) => resource.properties[key]).find((value) => value !== undefined);
  const made = `${template.service}-${place.stage}-${logicalId}`;
  if (typeof given === 'string') return given;
  return resource.type === 'AWS::S3::Bucket' ? `${made}-${place.account}`.toLowerCase() : made;
}

/** What stands for itself: pseudo parameters, and the API that the framework makes for events of type httpApi. */
const pseudoOf = ({ service }: Template, { account, region, stage }: Place): Readonly<Record<string, string>> => ({
  'AWS::AccountId': account,
  'AWS::Region': region,
  'AWS::Partition': 'aws',
  'AWS::URLSuffix': 'amazonaws.com',
  'AWS::StackName': `${service}-${stage}`,
  HttpApi: 'local',
});

/** The name of a function by its logical id. */
function functionOf({ functions, service }: Template, { stage }: Place, logicalId: string): string | undefined {
  const found = functions.find(({ name }) => logicalIdOf(name) === logicalId);
  return found && `${service}-${stage}-${found.name}`;
}

/** Ref and GetAtt for this template. */
export function makeNames(template: Template, place: Place): Names {
  const { endpoint, account, region } = place;
  const pseudo = pseudoOf(template, place);
  const typeOf = (logicalId: string): string | undefined => resourceOf(template, logicalId)?.type;
  return {
    ref: (logicalId) => {
      const name = nameOf(template, place, logicalId);
      const type = typeOf(logicalId);
      if (name !== undefined && type === 'AWS::SQS::Queue') return `${endpoint}/${account}/${name}`;
      if (type === 'AWS::SecretsManager::Secret') return arnIn(template, place, logicalId, name ?? logicalId);
      const given = pseudo[logicalId] ?? template.parameters[logicalId] ?? name;
      return given ?? functionOf(template, place, logicalId);
    },
    getAtt: (logicalId, attribute) => {
      const functionName = functionOf(template, place, logicalId);
      if (functionName !== undefined)
        return attribute === 'Arn' ? `arn:aws:lambda:${region}:${account}:function:${functionName}` : undefined;
      const name = nameOf(template, place, logicalId);
      if (name === undefined) return undefined;
      const isSecretId = attribute === 'Id' && typeOf(logicalId) === 'AWS::SecretsManager::Secret';
      if (attribute === 'Arn' || isSecretId) return arnIn(template, place, logicalId, name);
      if (attribute === 'QueueName' || attribute === 'Name') return name;
      return attribute === 'QueueUrl' ? `${endpoint}/${account}/${name}` : undefined;
    },
    condition: (name) => template.conditions[name],
  };
}

function arnIn(template: Template, place: Place, logicalId: string, name: string): string {
  const { region, account } = place;
  const resource = resourceOf(template, logicalId);
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
