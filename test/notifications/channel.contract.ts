// What every channel does, as tests to be run over each of them.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { NotYetError } from '../../lib/errors.ts';
import type { Channel } from '../../lib/notifications/channel.ts';
import { ThrottledError } from '../../lib/ports.ts';
import { openMessage } from './given.ts';

/** What lies behind a channel: it takes what is sent, says no, says not so fast, or says nothing. */
export type Answer = 'good' | 'no' | 'limit' | 'none';

/** A channel with what was handed to its other side, each as one text. */
export type Wired = { readonly channel: Channel; readonly address: string; readonly sent: readonly string[] };

/** Runs the contract over a channel that `wire` yields, one for each test. */
export function describeChannel(name: string, wire: (answer: Answer) => Wired): void {
  const readerOf = ({ address }: Wired) => ({ address, because: 'you are asked', about: [] });

  describe(`${name} keeps the contract of a channel`, () => {
    it('sends a message once, with what it is about and where it is read', async () => {
      const wired = wire('good');

      await wired.channel.post(readerOf(wired), openMessage(), false);

      assert.equal(wired.sent.length, 1);
      assert.match(wired.sent[0] ?? '', /fraud-card v8[^]*https:\/\/gate\.example\.com/u);
    });

    it('sends several messages as one, in which each is named', async () => {
      const wired = wire('good');
      const other = { ...openMessage(), subject: 'churn-winback v2' };

      await wired.channel.postDigest(readerOf(wired), [openMessage(), other], false);

      assert.equal(wired.sent.length, 1);
      for (const subject of ['fraud-card v8', 'churn-winback v2']) assert.ok(wired.sent[0]?.includes(subject), subject);
    });

    it('reminds of a review whether or not it knows where it was asked', async () => {
      const wired = wire('good');
      const posted = await wired.channel.post(readerOf(wired), openMessage(), false);

      await wired.channel.remind(readerOf(wired), posted, openMessage(), false);
      await wired.channel.remind(readerOf(wired), null, openMessage(), false);

      assert.equal(wired.sent.length, 3);
    });

    it('puts a message anew where it says where it stands, and nowhere else', async () => {
      const wired = wire('good');
      const posted = await wired.channel.post(readerOf(wired), openMessage(), false);

      assert.equal(posted === null, wired.channel.update === null);
      if (posted) await wired.channel.update?.(posted, openMessage());
    });

    const FAULTS: readonly (readonly [Answer, (error: unknown) => boolean, string])[] = [
      ['no', (error) => error instanceof Error && error.name === 'RefusedError', 'a definite no as RefusedError'],
      [
        'limit',
        (error) => error instanceof NotYetError || error instanceof ThrottledError,
        'a limit as one that passes',
      ],
      ['none', (error) => error instanceof Error && error.name === 'UnansweredError', 'no answer as UnansweredError'],
    ];
    for (const [answer, isExpected, what] of FAULTS)
      it(`tells ${what}, and repeats nothing by itself`, async () => {
        const wired = wire(answer);

        await assert.rejects(wired.channel.post(readerOf(wired), openMessage(), false), isExpected);

        assert.equal(wired.sent.length, 1);
      });

    it('looks the same for the same message, and otherwise for another', () => {
      const { channel } = wire('good');

      assert.equal(channel.looksOf(openMessage()), channel.looksOf(openMessage()));
      assert.notEqual(channel.looksOf(openMessage()), channel.looksOf({ ...openMessage(), headline: 'Approved' }));
    });

    it('says how often it may be used', () => {
      const { gap, cap } = wire('good').channel;

      assert.ok(gap >= 0 && (cap === null || cap > 0));
    });
  });
}
