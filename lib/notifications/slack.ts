// Slack by bot token: messages are posted, updated where they stand, and reminded of in their thread.
import { textOf } from '../members.ts';
import { RefusedError } from '../errors.ts';
import type { Channel, Posted } from './channel.ts';
import type { Message } from './message.ts';
import { callSlack, type Fetch } from '../slack-api.ts';
import { weekdayTime } from '../times.ts';
import { section, slackContentOf, type SlackContent } from './slack-blocks.ts';
import { slackDigestOf } from './slack-digest.ts';
import type { SlackSecret } from '../slack-secret.ts';
import { mentionOf, MOST_ASKED, mrkdwn } from './slack-text.ts';

/** Slack allows about one message a second a channel. Source: Slack, rate limits of chat.postMessage. */
const GAP = 1_000;
/** The message is no longer there or no longer ours to change: people removed it, and it stays removed. */
const GONE = new Set(['message_not_found', 'cant_update_message', 'edit_window_closed', 'thread_not_found']);

/** Makes the channel. What a message showed is never read back: an update is written from the ledger alone. */
export function makeSlack(ports: { fetch: Fetch; apiUrl: string; secret: SlackSecret }): Channel {
  const call = async (
    method: 'chat.postMessage' | 'chat.update',
    content: SlackContent,
    where: object,
  ): Promise<Posted> => {
    const said = await callSlack(ports, method, await ports.secret.botToken(), { ...where, ...content, ...QUIET });
    return { channel: textOf(said['channel']), ts: textOf(said['ts']) };
  };
  return {
    gap: GAP,
    cap: null,
    looksOf: (message) => JSON.stringify(slackContentOf(message)),
    post: ({ address }, message) => call('chat.postMessage', slackContentOf(message), { channel: address }),
    postDigest: ({ address }, messages) => call('chat.postMessage', slackDigestOf(messages), { channel: address }),
    async update({ channel, ts }, message) {
      try {
        await call('chat.update', slackContentOf(message), { channel, ts });
      } catch (error) {
        if (!(error instanceof RefusedError && GONE.has(error.reason))) throw error;
      }
    },
    remind: ({ address }, posted, message) =>
      call('chat.postMessage', reminderOf(message), {
        channel: posted?.channel ?? address,
        ...(posted && { thread_ts: posted.ts }),
      }),
  };
}

/** Nothing in a text becomes a preview, a mention or a link by itself. */
const QUIET = { unfurl_links: false, unfurl_media: false, link_names: false, parse: 'none' } as const;

function reminderOf({ subject, headline, deadline, link, asked }: Message): SlackContent {
  const until = deadline ? `Open until ${weekdayTime(deadline.at)}. ${mrkdwn(deadline.after, 200)}.` : '';
  const people = asked.map(({ slack }) => mentionOf(slack)).filter((mention) => mention !== null);
  const text = [`◆ ${mrkdwn(subject, 150)}: ${mrkdwn(headline, 300)}`, until, people.slice(0, MOST_ASKED).join(', ')];
  const shown = [...text, link === null ? '' : `<${link}|Read it and answer>`].filter((line) => line !== '').join('\n');
  return {
    text: mrkdwn(`${subject}: ${headline}`, 300),
    blocks: [section('reminder', shown)],
  };
}
