// Slack by incoming webhook: it only posts, so what changes later is seen on the page.
import type { Channel } from './channel.ts';
import { postToWebhook, type Fetch } from '../slack-api.ts';
import { slackContentOf, type SlackContent } from './slack-blocks.ts';
import { slackDigestOf } from './slack-digest.ts';
import type { SlackSecret } from '../slack-secret.ts';

/** Slack allows one message a second an incoming webhook. */
const GAP = 1_000;

/** Makes the channel; an address is the name of a webhook in the Slack secret. */
export function makeWebhook(ports: { fetch: Fetch; secret: SlackSecret }): Channel {
  const post = async (name: string, content: SlackContent): Promise<null> => {
    await postToWebhook(ports, await ports.secret.webhook(name), { ...content });
    return null;
  };
  return {
    gap: GAP,
    cap: null,
    update: null,
    looksOf: (message) => JSON.stringify(slackContentOf(message)),
    post: ({ address }, message) => post(address, slackContentOf(message)),
    postDigest: ({ address }, messages) => post(address, slackDigestOf(messages)),
    remind: ({ address }, _posted, message) => post(address, slackContentOf(message)),
  };
}
