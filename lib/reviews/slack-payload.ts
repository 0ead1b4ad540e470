// What somebody did in Slack, read from the payload of an interaction: nothing in it is believed but who, which button and which review.
import { listOf, membersOf, parseMembers, textOf, type Members } from '../members.ts';

/** The app as it was set up. */
export type SlackApp = { readonly signingSecret: string; readonly teamId: string; readonly appId: string };

type Actor = {
  /** Slack user id. */
  readonly user: string;
  /** One per click or sent modal, the same in each of Slack's repeats. */
  readonly once: string;
};

export type SlackAct =
  | (Actor & {
      readonly kind: 'approve' | 'reject' | 'open';
      readonly reviewId: string;
      readonly channel: string | null;
      readonly triggerId: string;
    })
  | (Actor & {
      readonly kind: 'sent';
      readonly choice: 'Approve' | 'Reject';
      readonly reviewId: string;
      readonly comment: string;
    });

export type SlackPayloadFault =
  | 'notAPayload'
  | 'foreignApp'
  | 'foreignWorkspace'
  | 'foreignUser'
  | 'unknownAction'
  | 'notAReviewId';

const REVIEW_ID = /^[0-9a-f]{32}$/u;
const ACTIONS = ['approve', 'reject', 'open'] as const;
/** What a modal asks for, by its callback id. */
const CHOICES = new Map([
  ['approve', 'Approve'],
  ['reject', 'Reject'],
] as const) as ReadonlyMap<string, 'Approve' | 'Reject'>;
/** Of the modal's one input. */
export const COMMENT_INPUT = 'comment';

const textIn = (map: Members, key: string): string => textOf(map[key]);

function parsed(body: Buffer): Members | null {
  const [payload = '', ...more] = new URLSearchParams(body.toString('utf8')).getAll('payload');
  return more.length > 0 ? null : parseMembers(payload);
}

/** The act, or why the payload is none of ours. Only after its signature was found good. */
export function readSlackAct(body: Buffer, app: SlackApp): SlackAct | SlackPayloadFault {
  const payload = parsed(body);
  if (!payload) return 'notAPayload';
  if (textIn(payload, 'api_app_id') !== app.appId) return 'foreignApp';
  if (textIn(membersOf(payload['team']), 'id') !== app.teamId) return 'foreignWorkspace';
  const person = membersOf(payload['user']);
  // In a shared channel people of other workspaces press too.
  if (textIn(person, 'team_id') !== app.teamId) return 'foreignUser';
  const user = textIn(person, 'id');
  if (user === '') return 'foreignUser';
  const type = textIn(payload, 'type');
  if (type === 'block_actions') return readClick(payload, user);
  return type === 'view_submission' ? readSent(payload, user) : 'unknownAction';
}

function readClick(payload: Members, user: string): SlackAct | SlackPayloadFault {
  const actions = listOf(payload['actions']);
  const action = membersOf(actions[0]);
  const kind = ACTIONS.find((one) => one === textIn(action, 'action_id'));
  if (actions.length !== 1 || !kind) return 'unknownAction';
  const reviewId = textIn(action, 'value');
  if (kind !== 'open' && !REVIEW_ID.test(reviewId)) return 'notAReviewId';
  return {
    kind,
    user,
    reviewId,
    channel: textIn(membersOf(payload['channel']), 'id') || null,
    triggerId: textIn(payload, 'trigger_id'),
    once: `click ${user} ${kind} ${reviewId} ${textIn(action, 'action_ts')}`,
  };
}

function readSent(payload: Members, user: string): SlackAct | SlackPayloadFault {
  const view = membersOf(payload['view']);
  const choice = CHOICES.get(textIn(view, 'callback_id'));
  if (!choice) return 'unknownAction';
  const reviewId = textIn(view, 'private_metadata');
  if (!REVIEW_ID.test(reviewId)) return 'notAReviewId';
  const blocks = Object.values(membersOf(membersOf(view['state'])['values'])).map(membersOf);
  const comment =
    blocks.map((block) => textIn(membersOf(block[COMMENT_INPUT]), 'value')).find((one) => one !== '') ?? '';
  const once = `sent ${user} ${textIn(view, 'id')}`;
  return { kind: 'sent', choice, user, reviewId, comment, once };
}
