// Creates what acts on this machine: queues, buses, rules, tables, buckets. What is there already (kept state) is left as it is.
import { CreateTableCommand, DynamoDBClient, type CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import {
  CreateEventBusCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
  type Target,
} from '@aws-sdk/client-eventbridge';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import {
  CreateSecretCommand,
  GetRandomPasswordCommand,
  type GetRandomPasswordCommandInput,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { JsonObject } from '../json-object.ts';
import { putPolicies } from './deploy-policies.ts';
import { evaluateValue, truth, type Names } from './intrinsics.ts';
import { nameOf, type Place } from './names.ts';
import type { Resource, Template } from './template.ts';

export type Clients = {
  readonly sqs: SQSClient;
  readonly eventbridge: EventBridgeClient;
  readonly dynamodb: DynamoDBClient;
  readonly s3: S3Client;
  readonly secrets: SecretsManagerClient;
};

/** Clients of the stack's own account. */
export function makeClients({ endpoint, region, account }: Place): Clients {
  const common = { endpoint, region, credentials: { accessKeyId: account, secretAccessKey: 'local' } };
  return {
    sqs: new SQSClient(common),
    eventbridge: new EventBridgeClient(common),
    dynamodb: new DynamoDBClient(common),
    s3: new S3Client({ ...common, forcePathStyle: true }),
    secrets: new SecretsManagerClient(common),
  };
}

// A rule needs its bus, a queue its dead letter queue; the rest does not care.
const ORDER = [
  'AWS::Events::EventBus',
  'AWS::DynamoDB::Table',
  'AWS::S3::Bucket',
  'AWS::SecretsManager::Secret',
  'AWS::SQS::Queue',
  'AWS::Events::Rule',
];
const THERE_ALREADY = new Set([
  'ResourceInUseException',
  'ResourceAlreadyExistsException',
  'BucketAlreadyOwnedByYou',
  'QueueNameExists',
  'QueueAlreadyExists',
  'ResourceExistsException',
]);

/** Deploys the template's resources; also evaluates those that do nothing here, so that their faults are found. */
export async function deploy(template: Template, place: Place, names: Names, clients: Clients): Promise<void> {
  const made = template.resources.filter(
    ({ logicalId, condition }) =>
      condition === null || truth(names.condition(condition), `resources.Resources.${logicalId}.Condition`, names),
  );
  const evaluated = made.map((resource) => ({
    ...resource,
    properties: evaluateValue(
      resource.properties,
      `resources.Resources.${resource.logicalId}.Properties`,
      names,
    ) as JsonObject,
  }));
  const acting = evaluated.filter(({ type }) => ORDER.includes(type)).toSorted((a, b) => rankOf(a) - rankOf(b));
  for (const resource of acting) {
    await create(resource, nameOf(template, place, resource.logicalId) ?? resource.logicalId, clients).catch(
      (error: unknown) => {
        if (!(error instanceof Error && THERE_ALREADY.has(error.name))) throw error;
      },
    );
  }
  await putPolicies(evaluated, clients);
}

/** Dead letter queues first: those without a RedrivePolicy. */
const rankOf = ({ type, properties }: Resource): number =>
  ORDER.indexOf(type) * 2 + (properties['RedrivePolicy'] ? 1 : 0);

async function create({ type, properties }: Resource, name: string, clients: Clients): Promise<void> {
  const { sqs, eventbridge, dynamodb, s3 } = clients;
  switch (type) {
    case 'AWS::SQS::Queue':
      await sqs.send(new CreateQueueCommand({ QueueName: name, Attributes: queueAttributes(properties) }));
      return;
    case 'AWS::Events::EventBus':
      await eventbridge.send(new CreateEventBusCommand({ Name: name }));
      return;
    case 'AWS::Events::Rule': {
      const busName = properties['EventBusName'];
      const bus = typeof busName === 'string' ? { EventBusName: busName } : {};
      await eventbridge.send(
        new PutRuleCommand({ Name: name, EventPattern: JSON.stringify(properties['EventPattern']), ...bus }),
      );
      await eventbridge.send(new PutTargetsCommand({ Rule: name, Targets: properties['Targets'] as Target[], ...bus }));
      return;
    }
    case 'AWS::DynamoDB::Table': {
      const {
        PointInTimeRecoverySpecification: _pitr,
        TimeToLiveSpecification: _ttl,
        SSESpecification: _sse,
        DeletionProtectionEnabled: _protected,
        Tags: _tags,
        ...table
      } = properties;
      await dynamodb.send(new CreateTableCommand({ ...(table as Partial<CreateTableCommandInput>), TableName: name }));
      return;
    }
    case 'AWS::SecretsManager::Secret':
      await createSecret(name, properties, clients);
      return;
    default:
      await s3.send(new CreateBucketCommand({ Bucket: name }));
  }
}

/** With a drawn value where the template asks for one; else the secret is there and has no value yet. */
async function createSecret(name: string, properties: JsonObject, { secrets }: Clients): Promise<void> {
  const generate = properties['GenerateSecretString'] as GetRandomPasswordCommandInput | undefined;
  const drawn = generate && (await secrets.send(new GetRandomPasswordCommand(generate))).RandomPassword;
  await secrets.send(new CreateSecretCommand({ Name: name, ...(drawn !== undefined && { SecretString: drawn }) }));
}

const QUEUE_ATTRIBUTES = [
  'VisibilityTimeout',
  'DelaySeconds',
  'MessageRetentionPeriod',
  'ReceiveMessageWaitTimeSeconds',
];

function queueAttributes(properties: JsonObject): Record<string, string> {
  const plain = QUEUE_ATTRIBUTES.filter((name) => properties[name] !== undefined).map((name): [string, string] => [
    name,
    String(properties[name]),
  ]);
  const redrive: [string, string][] = properties['RedrivePolicy']
    ? [['RedrivePolicy', JSON.stringify(properties['RedrivePolicy'])]]
    : [];
  return Object.fromEntries([...plain, ...redrive]);
}
