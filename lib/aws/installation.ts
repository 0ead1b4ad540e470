// What doctor reads of an installation beside its ledger: queues, rules, buses, secrets, senders and the clock. Reads alone.
import {
  DescribeEventBusCommand,
  DescribeRuleCommand,
  EventBridgeClient,
  ListTargetsByRuleCommand,
} from '@aws-sdk/client-eventbridge';
import { DescribeSecretCommand, GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetAccountCommand, GetEmailIdentityCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Installation, RuleRead } from '../adoption/installation.ts';
import { MINUTE } from '../times.ts';
import { READING } from './client-settings.ts';
import { readEventSource } from './event-source.ts';
import { asked, nameOf } from './failures.ts';
import { callQuery, membersIn, textIn } from './query-call.ts';
import { addressOf, signedFetch, type AwsPlace } from './signed-fetch.ts';

/** How AWS says that something is not there. */
const ABSENT: ReadonlySet<string> = new Set([
  'QueueDoesNotExist',
  'ResourceNotFoundException',
  'NotFoundException',
  'NoSuchEntity',
  'AWS.SimpleQueueService.NonExistentQueue',
]);

/** The port. Its methods throw AWS's own refusals, ThrottledError and UnansweredError; `close` ends the connections. */
export function makeInstallation(place: AwsPlace): Installation & { readonly close: () => void } {
  const { region } = place;
  // The endpoint stays the client's own, also where AWS_ENDPOINT_URL sets it.
  const sqs = new SQSClient({ ...READING, region, useQueueUrlAsEndpoint: false });
  const eventbridge = new EventBridgeClient({ ...READING, region });
  const secrets = new SecretsManagerClient({ ...READING, region });
  const ses = new SESv2Client({ ...READING, region });
  return {
    queue: (url) => orNull(readQueue(sqs, url)),
    oldestAge: (queueName, now) => readOldestAge(queueName, now, place),
    rule: (bus, name) => orNull(readRule(eventbridge, bus, name)),
    bus: (name) => orNull(readBus(eventbridge, name)),
    eventSource: (uuid) => readEventSource(uuid, place),
    hasSecretValue: (id) => readHasValue(secrets, id),
    async secretText(id) {
      const command = new GetSecretValueCommand({ SecretId: id });
      return (await asked('GetSecretValue', secrets.send(command))).SecretString ?? '';
    },
    async isSenderVerified(identity) {
      const command = new GetEmailIdentityCommand({ EmailIdentity: identity });
      const found = await orNull(asked('GetEmailIdentity', ses.send(command)));
      return found && found.VerifiedForSendingStatus === true;
    },
    async mailAccount() {
      const account = await asked('GetAccount', ses.send(new GetAccountCommand({})));
      return { isProduction: account.ProductionAccessEnabled === true, isSending: account.SendingEnabled === true };
    },
    template: (stack) => readTemplate(stack, place),
    rolePolicy: (role, policy) => orNull(readRolePolicy(role, policy, place)),
    attachedPolicies: (role) => orNull(readAttached(role, place)),
    clock: () => readClock(place),
    close: () => [sqs, eventbridge, secrets, ses].forEach((client) => client.destroy()),
  };
}

async function orNull<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading;
  } catch (error) {
    if (ABSENT.has(nameOf(error))) return null;
    throw error;
  }
}

async function readQueue(sqs: SQSClient, url: string) {
  const names = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible', 'Policy', 'QueueArn'] as const;
  const command = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: [...names] });
  const { Attributes: said = {} } = await asked('GetQueueAttributes', sqs.send(command));
  const count = (name: (typeof names)[number]): number => Number(said[name] ?? 0);
  return {
    arn: said.QueueArn ?? '',
    messages: count('ApproximateNumberOfMessages') + count('ApproximateNumberOfMessagesNotVisible'),
    policy: said.Policy ?? null,
  };
}

/** The metric comes once a minute, up to a few minutes late. */
const METRIC_WINDOW = 15 * MINUTE;

async function readOldestAge(queueName: string, now: number, place: AwsPlace): Promise<number | null> {
  const parameters = {
    Namespace: 'AWS/SQS',
    MetricName: 'ApproximateAgeOfOldestMessage',
    'Dimensions.member.1.Name': 'QueueName',
    'Dimensions.member.1.Value': queueName,
    StartTime: new Date(now - METRIC_WINDOW).toISOString(),
    EndTime: new Date(now).toISOString(),
    Period: '60',
    'Statistics.member.1': 'Maximum',
  };
  const call = { service: 'monitoring', action: 'GetMetricStatistics', version: '2010-08-01', parameters };
  const points = membersIn(await callQuery(call, place));
  const newest = points.toSorted((a, b) => textIn(a, 'Timestamp').localeCompare(textIn(b, 'Timestamp'))).at(-1);
  return newest === undefined ? null : Number(textIn(newest, 'Maximum')) * 1000;
}

async function readRule(eventbridge: EventBridgeClient, bus: string | null, name: string): Promise<RuleRead> {
  const on = bus === null ? {} : { EventBusName: bus };
  const rule = await asked('DescribeRule', eventbridge.send(new DescribeRuleCommand({ Name: name, ...on })));
  const command = new ListTargetsByRuleCommand({ Rule: name, ...on });
  const { Targets = [] } = await asked('ListTargetsByRule', eventbridge.send(command));
  return {
    arn: rule.Arn ?? '',
    isEnabled: rule.State !== 'DISABLED',
    targets: Targets.map(({ Arn: arn = '', DeadLetterConfig }) => ({
      arn,
      deadLetters: DeadLetterConfig?.Arn ?? null,
    })),
  };
}

async function readBus(eventbridge: EventBridgeClient, name: string): Promise<{ readonly policy: string | null }> {
  const bus = await asked('DescribeEventBus', eventbridge.send(new DescribeEventBusCommand({ Name: name })));
  return { policy: bus.Policy ?? null };
}

async function readHasValue(secrets: SecretsManagerClient, id: string): Promise<boolean | null> {
  const secret = await orNull(asked('DescribeSecret', secrets.send(new DescribeSecretCommand({ SecretId: id }))));
  return secret && Object.values(secret.VersionIdsToStages ?? {}).some((stages) => stages.includes('AWSCURRENT'));
}

async function readTemplate(stack: string, place: AwsPlace): Promise<string> {
  const parameters = { StackName: stack };
  const call = { service: 'cloudformation', action: 'GetTemplate', version: '2010-05-15', parameters };
  return textIn(await callQuery(call, place), 'TemplateBody');
}

const iam = (action: string, parameters: Readonly<Record<string, string>>, place: AwsPlace): Promise<string> =>
  callQuery({ service: 'iam', action, version: '2010-05-08', parameters }, place);

async function readRolePolicy(role: string, policy: string, place: AwsPlace): Promise<string> {
  const xml = await iam('GetRolePolicy', { RoleName: role, PolicyName: policy }, place);
  return decodeURIComponent(textIn(xml, 'PolicyDocument'));
}

/** A role has at most twenty, which is one page. */
async function readAttached(role: string, place: AwsPlace): Promise<readonly string[]> {
  const xml = await iam('ListAttachedRolePolicies', { RoleName: role }, place);
  return membersIn(xml).map((member) => textIn(member, 'PolicyArn'));
}

/** The Date of an answer of STS, whatever else it says: a clock that is far off is refused there. */
async function readClock(place: AwsPlace): Promise<number | null> {
  const url = addressOf('sts', place);
  const body = new URLSearchParams({ Action: 'GetCallerIdentity', Version: '2011-06-15' }).toString();
  const contentType = 'application/x-www-form-urlencoded';
  return (await signedFetch({ url, service: 'sts', contentType, body }, place.region)).date;
}
