// Every channel there is, held to the contract. A new one needs a row in WIRES: what its other side says.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RefusedError } from '../../lib/errors.ts';
import { type ChannelName, makeChannels } from '../../lib/notifications/channels.ts';
import { ThrottledError, UnansweredError } from '../../lib/ports.ts';
import { type Answer, describeChannel } from './channel.contract.ts';
import { PAGES } from './given.ts';

/** How an address looks, and what a definite no is where it is told by HTTP. */
const WIRES: Readonly<Record<ChannelName, { readonly address: string; readonly no: () => Response }>> = {
  slack: { address: 'C0RISK0001', no: () => Response.json({ ok: false, error: 'channel_not_found' }) },
  webhook: { address: 'risk-models', no: () => new Response('no_service', { status: 404 }) },
  email: { address: 'mei@example.com', no: () => assert.fail('no mail goes by fetch') },
};
const SECRET = { botToken: 'xoxb-test', webhooks: { 'risk-models': 'https://hooks.slack.com/services/T0/B0/x' } };

function channelsAnswering(name: ChannelName, answer: Answer) {
  const sent: string[] = [];
  const fetch = async (_url: string, { body }: RequestInit): Promise<Response> => {
    sent.push(body as string);
    if (answer === 'none') throw new TypeError('fetch failed');
    if (answer === 'limit') return new Response('', { status: 429 });
    return answer === 'no'
      ? WIRES[name].no()
      : Response.json({ ok: true, channel: 'C0RISK0001', ts: `1.${sent.length}` });
  };
  const send = async (mail: object): Promise<void> => {
    sent.push(JSON.stringify(mail));
    if (answer === 'none') throw new UnansweredError('SendEmail: no answer');
    if (answer === 'limit') throw new ThrottledError('SendEmail: too many');
    if (answer === 'no') throw new RefusedError('MessageRejected', 'SendEmail: no');
  };
  const channels = makeChannels({
    fetch,
    mail: { send },
    secrets: { read: async () => JSON.stringify(SECRET) },
    slackApiUrl: 'https://slack.com/api',
    slackSecretId: 's',
    pagesUrl: PAGES,
  });
  return { channels, sent };
}

test('each channel has its row here', () => {
  const names = Object.keys(channelsAnswering('slack', 'good').channels);

  assert.deepEqual(names.toSorted(), Object.keys(WIRES).toSorted());
});

for (const [name, { address }] of Object.entries(WIRES) as [ChannelName, (typeof WIRES)[ChannelName]][])
  describeChannel(name, (answer) => {
    const { channels, sent } = channelsAnswering(name, answer);
    return { channel: channels[name], address, sent };
  });
