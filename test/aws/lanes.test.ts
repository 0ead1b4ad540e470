// The lanes on DynamoDB: the contract of the port over dynalite, and writes whose answer is lost on its way.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { makeLanes } from '../../lib/aws/lanes.ts';
import { begin, want, type Lane } from '../../lib/ledger/lane.ts';
import { PLACE, wantedOf } from '../ledger/lane-world.ts';
import { describeLanes } from '../ledger/lanes.contract.ts';
import { startDynalite, type Dynalite } from './ledger-tables.ts';
import { startStub, type StubAnswer } from './stub.ts';

let dynalite: Dynalite;
before(async () => {
  dynalite = await startDynalite();
});
after(() => dynalite.stop());

describeLanes('the lanes on DynamoDB', async () =>
  makeLanes({ tableName: await dynalite.makeTable(), client: dynalite.config }),
);

const REFUSED: StubAnswer = {
  status: 400,
  body: {
    __type: 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException',
    message: 'The conditional request failed',
  },
};
const CALL = { parameterDigest: 'd', readModifiedAt: null, before: {}, after: {}, changedBy: null };

/** What putting a lane comes to where the first answer is lost, the SDK's second attempt is refused, and this is what stands in the table. */
async function putAgain(found: (sent: Lane) => Lane): Promise<void> {
  let puts = 0;
  const wanting = want(null, PLACE, wantedOf(1), 100) ?? assert.fail('a first version is always wanted');
  const next = begin(wanting, { ...CALL, owner: 'mine' }, 200);
  const stub = await startStub(({ operation }) => {
    if (operation === 'PutItem') return ++puts === 1 ? null : REFUSED;
    return { status: 200, body: { Item: { lane: { S: JSON.stringify(found(next)) } } } };
  });
  try {
    await makeLanes({ tableName: 'ledger', client: stub.config }).putLane(wanting, next);
  } finally {
    await stub.stop();
  }
}

test('F20 a move whose answer was lost is recognised by what stands there: its lane does not wait for its own lease', async () => {
  await putAgain((sent) => sent);
});

test('F20 a move that another worker was faster with is refused, however often it was sent', async () => {
  const others = (sent: Lane): Lane => ({ ...sent, attempt: sent.attempt && { ...sent.attempt, owner: 'other' } });

  await assert.rejects(putAgain(others), { name: 'ConditionFailedError' });
});
