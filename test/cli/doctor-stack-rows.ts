// What may be wrong with the stack itself: versions, rules, queues, buses, what waits, sweeps and the archive.
import {
  DescribeEventBusCommand,
  PutPermissionCommand,
  PutTargetsCommand,
  RemovePermissionCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { PurgeQueueCommand, SendMessageCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { makeArchiveMemory } from '../../lib/aws/archive-memory.ts';
import { makeSweepCursors } from '../../lib/aws/sweep-cursors.ts';
import { givenUp, want } from '../../lib/ledger/lane.ts';
import { ACCOUNT, type Gate } from '../functions/gate.ts';
import { lanesOf } from '../functions/lanes.ts';
import { PLACE, wantedOf } from '../ledger/lane-world.ts';
import type { Row } from './doctor-row.ts';

const NOTHING = async () => () => undefined;

function eventSourceOf({ world }: Gate, functionName: string) {
  const found = world.runtime.eventSources.find((one) => one.functionName === functionName);
  if (!found) throw new Error(`no queue is handed to ${functionName}`);
  return found;
}

/** Each broken alone. */
export const STACK_ROWS: readonly Row[] = [
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
];
