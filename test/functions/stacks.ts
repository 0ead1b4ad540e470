// The templates in stacks/, put into accounts of a running gate: rules, queues, who may assume a role, and what the role may do.
import { readFileSync } from 'node:fs';
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand, type Target } from '@aws-sdk/client-eventbridge';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { parse, type CollectionTag, type ScalarTag } from 'yaml';
import type { Rights } from '../../local/front/permissions.ts';
import { evaluateValue, type Names } from '../../local/runtime/intrinsics.ts';
import { rightsOf } from '../../local/runtime/rights.ts';
import type { Gate } from './gate.ts';

type Statement = {
  readonly Action: string;
  readonly Principal: { readonly AWS?: string };
  readonly Condition?: { readonly StringEquals?: Readonly<Record<string, string>> };
};
type Resource = { readonly Type: string; readonly Properties: Readonly<Record<string, unknown>> };
type Parameter = { readonly AllowedPattern?: string; readonly Default?: string };
type Document = {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Conditions?: Readonly<Record<string, unknown>>;
};
type Stack = {
  /** Path of the template. */
  readonly file: string;
  readonly account: string;
  readonly parameters: Readonly<Record<string, string>>;
};

const REGION = 'us-east-1';
const scalars = ['Ref', 'GetAtt', 'Sub'].map(
  (name): ScalarTag => ({
    tag: `!${name}`,
    resolve: (text: string) => ({ [name === 'Ref' ? 'Ref' : `Fn::${name}`]: text }),
  }),
);

const sequences = ['If', 'Not', 'Equals'].map(
  (name): CollectionTag => ({
    tag: `!${name}`,
    collection: 'seq',
    resolve: (seq) => ({ [`Fn::${name}`]: seq.toJSON() as unknown }),
  }),
);

/** Deploys a template into an account; answers the rights of its roles by role name. */
export async function deployStack({ world }: Pick<Gate, 'world'>, stack: Stack): Promise<Rights> {
  const customTags: (ScalarTag | CollectionTag)[] = [...scalars, ...sequences];
  const document = parse(readFileSync(stack.file, 'utf8'), { customTags }) as {
    Parameters: Record<string, Parameter>;
    Conditions?: Record<string, unknown>;
    Resources: Record<string, Resource>;
  };
  const parameters = checkParameters(stack, document.Parameters);
  const names = namesOf({ ...stack, parameters }, document);
  const resources = Object.entries(document.Resources).map(([logicalId, { Type, Properties }]) => ({
    logicalId: nameOf(logicalId, Properties),
    type: Type,
    properties: evaluateValue(Properties, logicalId, names) as Resource['Properties'],
  }));
  const common = {
    endpoint: world.aws.url,
    region: REGION,
    credentials: { accessKeyId: stack.account, secretAccessKey: 'local' },
  };
  const [sqs, eventbridge] = [new SQSClient(common), new EventBridgeClient(common)];
  for (const { type, logicalId } of resources)
    if (type === 'AWS::SQS::Queue') await sqs.send(new CreateQueueCommand({ QueueName: logicalId }));
  for (const { type, logicalId, properties } of resources) {
    if (type === 'AWS::IAM::Role') trust(world, `arn:aws:iam::${stack.account}:role/${logicalId}`, properties);
    if (type !== 'AWS::Events::Rule') continue;
    const EventPattern = JSON.stringify(properties['EventPattern']);
    await eventbridge.send(new PutRuleCommand({ Name: logicalId, EventPattern }));
    await eventbridge.send(new PutTargetsCommand({ Rule: logicalId, Targets: properties['Targets'] as Target[] }));
  }
  sqs.destroy();
  eventbridge.destroy();
  return rightsOf({ resources } as unknown as Parameters<typeof rightsOf>[0]);
}

/** As CloudFormation does before it creates anything: all parameters, with their defaults. */
function checkParameters({ file, parameters }: Stack, known: Readonly<Record<string, Parameter>>): Stack['parameters'] {
  const given = Object.entries(known).map(([name, { AllowedPattern = '', Default }]) => {
    const value = parameters[name] ?? Default;
    if (value === undefined || !new RegExp(AllowedPattern, 'u').test(value))
      throw new Error(`${file}: parameter ${name} is \`${value}\`; expected ${AllowedPattern}`);
    return [name, value] as const;
  });
  return Object.fromEntries(given);
}

const nameOf = (logicalId: string, properties: Resource['Properties']): string => {
  const given = properties['RoleName'];
  return typeof given === 'string' ? given : logicalId;
};

function namesOf(
  { account, parameters }: Stack,
  { Resources: resources, Conditions: conditions = {} }: Document,
): Names {
  const pseudo: Record<string, string> = {
    'AWS::AccountId': account,
    'AWS::Region': REGION,
    'AWS::Partition': 'aws',
  };
  const arnOf = (logicalId: string): string | undefined => {
    const { Type, Properties } = resources[logicalId] ?? {};
    if (Type === 'AWS::IAM::Role') return `arn:aws:iam::${account}:role/${nameOf(logicalId, Properties ?? {})}`;
    if (Type === 'AWS::SQS::Queue') return `arn:aws:sqs:${REGION}:${account}:${logicalId}`;
    return Type === 'AWS::Events::Rule' ? `arn:aws:events:${REGION}:${account}:rule/${logicalId}` : undefined;
  };
  return {
    ref: (name) => parameters[name] ?? pseudo[name] ?? (resources[name] ? name : undefined),
    getAtt: (logicalId) => arnOf(logicalId),
    condition: (name) => conditions[name],
  };
}

/** Who may assume the role, and under which external id; roles of AWS services are assumed by nobody here. */
function trust({ aws }: Gate['world'], roleArn: string, properties: Resource['Properties']): void {
  const { Statement: statements } = properties['AssumeRolePolicyDocument'] as { Statement: readonly Statement[] };
  const assume = statements.find(({ Action, Principal }) => Action === 'sts:AssumeRole' && Principal.AWS !== undefined);
  const account = /^arn:aws:iam::(\d{12}):/u.exec(assume?.Principal.AWS ?? '')?.[1];
  const externalId = assume?.Condition?.StringEquals?.['sts:ExternalId'] ?? null;
  aws.sts.trust({ roleArn, externalId, accounts: account === undefined ? [] : [account] });
}
