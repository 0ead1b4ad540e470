// What Slack shows to the one who pressed: a modal for the comment, and words only he sees. Every text is escaped for Slack.
import { escapeSlack, type CallSlack } from '../slack-api.ts';
import { COMMENT_INPUT } from './slack-payload.ts';

const plain = (text: string) => ({ type: 'plain_text', text, emoji: false }) as const;

/** Slack's limit of a text object. */
const MOST_TEXT = 3000;
const MOST_COMMENT = 1000;

/** A `views.open` call. The modal carries the review's id and nothing else of it. */
export function commentModal(
  choice: 'Approve' | 'Reject',
  { reviewId, triggerId }: { readonly reviewId: string; readonly triggerId: string },
): Readonly<Record<string, unknown>> {
  const input = {
    type: 'plain_text_input',
    action_id: COMMENT_INPUT,
    multiline: true,
    max_length: MOST_COMMENT,
    placeholder: plain('Kept with the decision and shown to the registrant'),
  };
  return {
    trigger_id: triggerId,
    view: {
      type: 'modal',
      callback_id: choice === 'Approve' ? 'approve' : 'reject',
      private_metadata: reviewId,
      title: plain(`${choice} this version`),
      submit: plain(choice),
      close: plain('Back'),
      blocks: [{ type: 'input', block_id: 'review.comment', label: plain('Comment'), element: input }],
    },
  };
}

/** The modal after an answer that was not recorded. */
export const refusalModal = (message: string): Readonly<Record<string, unknown>> => ({
  type: 'modal',
  title: plain('Not recorded'),
  close: plain('Close'),
  blocks: [{ type: 'section', text: plain(message.slice(0, MOST_TEXT).toWellFormed()) }],
});

/** Words that one person sees in a channel. */
export const sayTo =
  (callSlack: CallSlack, channel: string, user: string, text: string): (() => Promise<unknown>) =>
  () =>
    callSlack('chat.postEphemeral', { channel, user, text: escapeSlack(text.slice(0, MOST_TEXT).toWellFormed()) });
