// MESSAGE items on the ledger's table: what was told to whom, and how fast a destination is used. Whole items, put under their token.
import type { Clock } from '../ports.ts';
import type { MessageLedger, Pace, SentMessage } from '../people-ports.ts';
import { DAY } from '../times.ts';
import { textOf, type Item } from './ledger-items.ts';
import { readPartition } from './ledger-query.ts';
import { ABSENT, getItem, putItem, type Condition } from './ledger-table.ts';
import { tableOf, type TableOptions } from './table-client.ts';

/** A review is open for weeks at most; DynamoDB may delete what is older, and nothing depends on when it does. Milliseconds. */
const KEPT = 180 * DAY;

/** Makes the MessageLedger port on DynamoDB. */
export function makeMessageLedger({ clock, ...options }: TableOptions & { readonly clock: Clock }): MessageLedger {
  const table = tableOf(options);
  const put = (key: Item, expected: Tokened | null, next: Tokened): Promise<void> =>
    putItem(table, itemOf(key, next, clock()), expected ? sameToken(expected) : ABSENT);
  return {
    async readMessages(about) {
      const items = await readPartition(table, aboutKey(about));
      return items.map((item) => contentOf(item) as SentMessage);
    },
    putMessage: (expected, next) => put(messageKey(next), expected, next),
    async readPace(destination) {
      const item = await getItem(table, paceKey(destination));
      return item && (contentOf(item) as Pace);
    },
    putPace: (expected, next) => put(paceKey(next.destination), expected, next),
  };
}

type Tokened = SentMessage | Pace;

const aboutKey = (about: string): string => `MESSAGE#${about}`;
const messageKey = ({ about, destination }: SentMessage): Item => ({
  pk: { S: aboutKey(about) },
  sk: { S: destination },
});
const paceKey = (destination: string): Item => ({ pk: { S: `MESSAGE#PACE#${destination}` }, sk: { S: 'PACE' } });

const itemOf = (key: Item, content: Tokened, now: number): Item => ({
  ...key,
  token: { S: content.token },
  content: { S: JSON.stringify(content) },
  ttl: { N: String(Math.floor((now + KEPT) / 1000)) },
});

const contentOf = (item: Item): unknown => JSON.parse(textOf(item, 'content'));

const sameToken = ({ token }: Tokened): Condition => ({
  ConditionExpression: '#token = :was',
  ExpressionAttributeNames: { '#token': 'token' },
  ExpressionAttributeValues: { ':was': { S: token } },
});
