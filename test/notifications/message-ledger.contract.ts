// What every implementation of the MessageLedger port does.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { MessageLedger, Pace, SentMessage } from '../../lib/people-ports.ts';

const ITEM: SentMessage = {
  about: 'review-1',
  destination: 'slack:C0RISK0001',
  state: 'sending',
  token: 'a',
  leaseUntil: 90_000,
  failingSince: null,
  posted: { channel: 'C0RISK0001', ts: '1794908642.001900' },
  shows: 'digest',
  reason: null,
};
const PACE: Pace = { destination: 'slack:C0RISK0001', token: 'a', nextAt: 1_000, windowStart: 0, count: 1 };
const REFUSED = { name: 'ConditionFailedError' };

/** Runs the contract over empty ledgers that `make` yields. */
export function describeMessageLedger(name: string, make: () => Promise<MessageLedger>): void {
  describe(`${name} keeps the contract of the MessageLedger port`, () => {
    it('keeps the items of one review apart by destination, and from those of others', async () => {
      const messages = await make();
      const mail = { ...ITEM, destination: 'email:mei@example.com' };

      await messages.putMessage(null, ITEM);
      await messages.putMessage(null, mail);
      await messages.putMessage(null, { ...ITEM, about: 'review-2' });

      const found = await messages.readMessages('review-1');
      assert.deepEqual(
        found.toSorted((a, b) => a.destination.localeCompare(b.destination)),
        [mail, ITEM],
      );
    });

    it('lets one of two writers through that saw the same item', async () => {
      const messages = await make();
      await messages.putMessage(null, ITEM);

      await assert.rejects(messages.putMessage(null, { ...ITEM, token: 'b' }), REFUSED);
      await messages.putMessage(ITEM, { ...ITEM, state: 'sent', token: 'c' });
      await assert.rejects(messages.putMessage(ITEM, { ...ITEM, token: 'd' }), REFUSED);

      assert.deepEqual(
        (await messages.readMessages('review-1')).map(({ token, state }) => [token, state]),
        [['c', 'sent']],
      );
    });

    it('keeps the pace of a destination under the same condition', async () => {
      const messages = await make();
      assert.equal(await messages.readPace(PACE.destination), null);

      await messages.putPace(null, PACE);
      await assert.rejects(messages.putPace(null, { ...PACE, token: 'b' }), REFUSED);
      await messages.putPace(PACE, { ...PACE, token: 'c', nextAt: 2_000 });

      assert.deepEqual(await messages.readPace(PACE.destination), { ...PACE, token: 'c', nextAt: 2_000 });
    });
  });
}
