// What may be wrong with an installation, each broken alone: how, and what doctor has to say of it.
import {
  DescribeEventBusCommand,
  PutPermissionCommand,
  PutTargetsCommand,
  RemovePermissionCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { PurgeQueueCommand, SendMessageCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { makeArchiveMemory } from '../../lib/aws/archive-memory.ts';
import { makeLedger } from '../../lib/aws/ledger.ts';
import { makeSweepCursors } from '../../lib/aws/sweep-cursors.ts';
import { givenUp, want } from '../../lib/ledger/lane.ts';
import type { Installed } from '../../lib/mode-ports.ts';
import { ACCOUNT, type Gate } from '../functions/gate.ts';
import { lanesOf } from '../functions/lanes.ts';
import { PLACE, wantedOf } from '../ledger/lane-world.ts';
import { ASKED, ROUTE, type Patient } from './doctor-patient.ts';

/** `breaks` answers how to mend it. `says` and `next` are looked for in the one finding. */
export type Row = {
  readonly title: string;
  readonly breaks: (patient: Patient) => Promise<() => unknown>;
  readonly what: string;
  readonly says: RegExp;
  readonly next: RegExp;
  /** How far the clock of this machine is ahead (ms). */
  readonly ahead?: number;
};
const NOTHING = async () => () => undefined;
const writeTo = async ({ write }: Patient, file: string, text: string, was: string) => {
  await write(file, text);
  return () => write(file, was);
};
const withReaches = (one: Installed, more: Partial<NonNullable<Installed['reaches']>>): Installed => ({
  ...one,
  reaches: { pagesUrl: null, mailFrom: 'gate@example.com', hasOidc: false, ...one.reaches, ...more },
});

function eventSourceOf({ world }: Gate, functionName: string) {
  const found = world.runtime.eventSources.find((one) => one.functionName === functionName);
  if (!found) throw new Error(`no queue is handed to ${functionName}`);
  return found;
}

/** The table. */
export const ROWS: readonly Row[] = [
  {
    title: 'a gate older than the command line',
    breaks: ({ install }) => install((one) => ({ ...one, engine: '0.0.9' })),
    what: 'version',
    says: /the gate is 0\.0\.9, this command line \d/u,
    next: /npm run deploy/u,
  },
  {
    title: 'a gate newer than the command line',
    breaks: ({ install }) => install((one) => ({ ...one, engine: '99.0.0' })),
    what: 'version',
    says: /the gate is 99\.0\.0/u,
    next: /brings the command line up to it/u,
  },
  {
    title: 'a clock that is ahead',
    breaks: NOTHING,
    // Doctor reads its own clock a little before it asks AWS.
    ahead: 6.5 * 60_000,
    what: 'clock',
    says: /this machine is 6 min ahead of AWS/u,
    next: /set-ntp/u,
  },
  {
    title: 'a disabled rule on a bus of the stack',
    breaks: async ({ switchRule, nameOf }) => {
      await switchRule('NotifyRule', nameOf('Bus'), 'DISABLED');
      return () => switchRule('NotifyRule', nameOf('Bus'), 'ENABLED');
    },
    what: 'rules',
    says: /NotifyRule, which brings news for people, is disabled/u,
    next: /^aws events enable-rule --name \S+NotifyRule --event-bus-name modelgate$/u,
  },
  {
    title: 'a rule without its target',
    breaks: async ({ gate, nameOf, arnOf }) => {
      const on = { Rule: nameOf('PromoteRule'), EventBusName: nameOf('Bus') };
      await gate.eventbridge.send(new RemoveTargetsCommand({ ...on, Ids: ['promote'] }));
      const Targets = [{ Id: 'promote', Arn: arnOf('PromoteQueue') }];
      return () => gate.eventbridge.send(new PutTargetsCommand({ ...on, Targets }));
    },
    what: 'rules',
    says: /PromoteRule does not bring decisions to be carried on to PromoteQueue/u,
    next: /^aws events put-targets --rule \S+PromoteRule --event-bus-name modelgate --targets Id=gate,Arn=arn:aws:sqs:/u,
  },
  {
    title: 'a queue whose policy lets its rule in no more',
    breaks: async ({ sqs, nameOf, urlOf, arnOf }) => {
      const set = (Policy: string) =>
        sqs.send(new SetQueueAttributesCommand({ QueueUrl: urlOf('NotifyQueue'), Attributes: { Policy } }));
      await set('');
      const SourceArn = `arn:aws:events:us-east-1:${ACCOUNT}:rule/modelgate/${nameOf('NotifyRule')}`;
      const Statement = {
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: arnOf('NotifyQueue'),
        Condition: { ArnEquals: { 'aws:SourceArn': SourceArn } },
      };
      return () => set(JSON.stringify({ Version: '2012-10-17', Statement }));
    },
    what: 'queue policies',
    says: /NotifyQueue does not let NotifyRule in: news for people end in its dead letter queue/u,
    next: /^aws sqs set-queue-attributes --queue-url \S+NotifyQueue --attributes '\{"Policy":.*rule\/modelgate\/\S+NotifyRule/u,
  },
  {
    title: 'a bus that everybody in the account may write to',
    breaks: async ({ gate, nameOf }) => {
      const EventBusName = nameOf('Bus');
      const { Policy } = await gate.eventbridge.send(new DescribeEventBusCommand({ Name: EventBusName }));
      await gate.eventbridge.send(new RemovePermissionCommand({ EventBusName, StatementId: 'only-our-functions' }));
      return () => gate.eventbridge.send(new PutPermissionCommand({ EventBusName, Policy }));
    },
    what: 'bus policies',
    says: /everybody in the account may put events onto bus modelgate/u,
    next: /only-our-functions/u,
  },
  {
    title: 'an intake bus that is open to every account',
    breaks: async ({ gate, nameOf }) => {
      const on = { EventBusName: nameOf('IntakeBus'), StatementId: 'oops' };
      await gate.eventbridge.send(new PutPermissionCommand({ ...on, Action: 'events:PutEvents', Principal: '*' }));
      return () => gate.eventbridge.send(new RemovePermissionCommand(on));
    },
    what: 'bus policies',
    says: /bus modelgate-intake lets every account in: statement oops has no condition/u,
    next: /^aws events remove-permission --event-bus-name modelgate-intake --statement-id oops$/u,
  },
  {
    title: 'a dead letter',
    breaks: async ({ sqs, urlOf }) => {
      const QueueUrl = urlOf('NotifyDeadLetterQueue');
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: '{}' }));
      return () => sqs.send(new PurgeQueueCommand({ QueueUrl }));
    },
    what: 'dead letters',
    says: /1 in NotifyDeadLetterQueue, the oldest since under a minute/u,
    next: /^modelgate redrive$/u,
  },
  {
    title: 'a project that did not get its version',
    breaks: async ({ gate }) => {
      const lanes = lanesOf(gate);
      const wanted = want(null, PLACE, wantedOf(8), gate.world.now());
      if (!wanted) throw new Error('it is no news');
      const up = { result: 'Refused', because: 'it has no such parameter', instead: null } as const;
      const refused = givenUp(wanted, up, gate.world.now());
      await lanes.putLane(null, refused);
      return () => lanes.putLane(refused, { ...refused, outcome: null });
    },
    what: 'promotion',
    says: /^project search did not get search v8: it has no such parameter$/u,
    next: /modelgate projects --retry$/u,
  },
  {
    title: 'a queue that is no longer handed to its function',
    breaks: async ({ gate }) => {
      const { mapping } = eventSourceOf(gate, 'notify');
      mapping.enable(false);
      return () => mapping.enable(true);
    },
    what: 'polling',
    says: /^notify gets no message of NotifyQueue: its event source mapping is Disabled$/u,
    next: /^aws lambda update-event-source-mapping --uuid [0-9a-f]{8}-[0-9a-f-]{27} --enabled$/u,
  },
  {
    title: 'an archive that is no longer filled',
    breaks: async ({ nameOf, client }) => {
      const memory = makeArchiveMemory({ tableName: nameOf('LedgerTable'), client });
      const cursor = await memory.readCursor();
      if (!cursor) throw new Error('no sweep has archived');
      await memory.putCursor({ ...cursor, until: Date.now() - 4 * 86_400_000 });
      return () => memory.putCursor(cursor);
    },
    what: 'archive',
    says: /, 4 d ago: it is no longer filled$/u,
    next: /ArchiveFailedAlarm/u,
  },
  {
    title: 'a channel that routes name and Slack does not have',
    breaks: (patient) => writeTo(patient, 'route.yaml', ROUTE.replace('C0RISK0001', '"#risk-modles"'), ROUTE),
    what: 'Slack',
    says: /^channel #risk-modles is not there/u,
    next: /^\/invite/u,
  },
  {
    title: 'sweeps that stopped',
    breaks: async ({ nameOf, client }) => {
      const cursors = makeSweepCursors({ tableName: nameOf('LedgerTable'), client });
      const cursor = await cursors.readCursor(`${ACCOUNT}/us-east-1`);
      if (!cursor) throw new Error('no sweep has come through');
      await cursors.putCursor(`${ACCOUNT}/us-east-1`, { ...cursor, changedUntil: Date.now() - 3 * 3_600_000 });
      return () => cursors.putCursor(`${ACCOUNT}/us-east-1`, cursor);
    },
    what: 'sweep',
    says: /the last one through 111122223333\/us-east-1 was 3 h ago/u,
    next: /the log of reconcile/u,
  },
  {
    title: 'a signing key that is a placeholder',
    breaks: ({ fill }) => fill('SigningKey', 'changeme'),
    what: 'secrets',
    says: /^secret SigningKey holds a placeholder$/u,
    next: /put-secret-value --secret-id \S+SigningKey --secret-string "\$\(openssl rand -hex 32\)"/u,
  },
  {
    title: 'a signing key that can be guessed',
    breaks: ({ fill }) => fill('SigningKey', 'correct horse'),
    what: 'secrets',
    says: /^secret SigningKey has fewer than 32 characters$/u,
    next: /openssl rand/u,
  },
  {
    title: 'a Slack app whose signing secret was copied from the manual',
    breaks: ({ fill }) => fill('SlackSigningSecret', '{ "signingSecret": "...", "teamId": "T1", "appId": "A1" }'),
    what: 'secrets',
    says: /^secret SlackSigningSecret holds a placeholder for signingSecret$/u,
    next: /put-secret-value/u,
  },
  {
    title: 'a Slack token that was revoked',
    breaks: async ({ gate }) => {
      gate.world.people.slack.trouble({ kind: 'error', error: 'token_revoked' }, 1, 'auth.test');
      return () => undefined;
    },
    what: 'Slack',
    says: /token_revoked; install the app again/u,
    next: /bot token/u,
  },
  {
    title: 'a channel that the app is not in',
    breaks: async ({ gate }) => {
      gate.world.people.slack.trouble({ kind: 'error', error: 'channel_not_found' }, 1, 'conversations.info');
      return () => undefined;
    },
    what: 'Slack',
    says: /channel C0RISK0001 can't be reached: .*channel_not_found/u,
    next: /^\/invite/u,
  },
  {
    title: 'a sender that SES has not verified',
    breaks: async ({ gate }) => {
      gate.world.people.ses.identity('example.com', null);
      return () => gate.world.people.ses.identity('example.com', true);
    },
    what: 'mail',
    says: /SES has neither gate@example\.com nor example\.com as a verified sender/u,
    next: /^aws sesv2 create-email-identity --email-identity example\.com$/u,
  },
  {
    title: 'the sandbox of SES',
    breaks: async ({ gate }) => {
      gate.world.people.ses.production(false);
      return () => gate.world.people.ses.production(true);
    },
    what: 'mail',
    says: /sandbox/u,
    next: /put-account-details/u,
  },
  {
    title: 'links to the address of the manual',
    breaks: ({ install }) => install((one) => withReaches(one, { pagesUrl: 'https://gate.example.com' })),
    what: 'pages',
    says: /links in messages lead to https:\/\/gate\.example\.com/u,
    next: /--param=pagesUrl=URL/u,
  },
  {
    title: 'a person whom nothing reaches',
    breaks: ({ install }) => install((one) => withReaches(one, { mailFrom: null, hasOidc: true })),
    what: 'directory',
    says: /^Ines can't be reached/u,
    next: /mailFrom/u,
  },
  {
    title: 'a group that policies ask and no directory has',
    breaks: (patient) => writeTo(patient, 'asked.yaml', ASKED.replace('[risk-approvers]', '[heads]'), ASKED),
    what: 'directory',
    says: /^group heads has nobody who may answer$/u,
    next: /ReviewerDirectory/u,
  },
  {
    title: 'a group in which everybody was shut out',
    breaks: async ({ nameOf, client }) => {
      const ledger = makeLedger({ tableName: nameOf('LedgerTable'), bucketName: null, client });
      await ledger.putRevoked('mei', { by: 'user/ann', at: 1, comment: 'laptop' });
      return () => ledger.putRevoked('mei', null);
    },
    what: 'directory',
    says: /^group risk-approvers has nobody who may answer$/u,
    next: /--undo/u,
  },
  {
    title: 'policies that can not be read',
    breaks: (patient) => writeTo(patient, 'route.yaml', 'kind: [', ROUTE),
    what: 'policies',
    says: /can not be read/u,
    next: /^modelgate lint/u,
  },
];
