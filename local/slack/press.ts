// Pressing a button and sending a modal, as Slack does it: a signed, form-encoded payload posted to the app.
import { createHmac } from 'node:crypto';
import { hex } from '../front/ids.ts';
import { isObject, type JsonObject, objectsOf } from '../json-object.ts';
import type { SlackMessage, State } from './slack.ts';

/** What a test may do otherwise than Slack would: to see that it is refused. */
type Tampering = {
  /** Changes the body after it was signed. */
  readonly body?: (body: string) => string;
  /** Changes the payload before it is signed. */
  readonly payload?: (payload: Record<string, unknown>) => Record<string, unknown>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Seconds that the timestamp is off. */
  readonly skew?: number;
  readonly signingSecret?: string;
};

/** What the app answered. */
type Pressed = { readonly status: number; readonly body: string };

export type Press = {
  /** A user presses a button of a message. Rejects where there is no such message or button. */
  readonly press: (
    click: { readonly user: string; readonly channel: string; readonly ts: string; readonly actionId: string },
    tampering?: Tampering,
  ) => Promise<Pressed>;
  /** The user of a modal sends it; `values` by action id. The modal closes when the app answers 200 without errors. */
  readonly submit: (
    viewId: string,
    values: Readonly<Record<string, string>>,
    tampering?: Tampering,
  ) => Promise<Pressed>;
};

const userOf = ({ users, workspace }: State, id: string): JsonObject => {
  const known = users.get(id);
  return { id, username: known?.name ?? id, name: known?.name ?? id, team_id: known?.teamId ?? workspace.teamId };
};

const envelope = (state: State, user: string, type: string): Record<string, unknown> => ({
  type,
  user: userOf(state, user),
  api_app_id: state.workspace.appId,
  team: { id: state.workspace.teamId, domain: 'example' },
  enterprise: null,
  is_enterprise_install: false,
});

const elementsOf = ({ blocks }: SlackMessage): readonly JsonObject[] =>
  blocks.flatMap(({ elements, accessory }) => [...objectsOf(elements), ...(isObject(accessory) ? [accessory] : [])]);

function clickPayload(state: State, message: SlackMessage, user: string, actionId: string): Record<string, unknown> {
  const button = elementsOf(message).find((element) => element['action_id'] === actionId);
  if (!button) throw new Error(`message ${message.ts} in ${message.channel} has no button ${actionId}`);
  const now = state.world.now();
  const trigger = `${Math.floor(now)}.${hex(state.world, 12)}`;
  state.triggers.set(trigger, { user, at: now });
  const { ts, channel } = message;
  return {
    ...envelope(state, user, 'block_actions'),
    container: { type: 'message', message_ts: ts, channel_id: channel, is_ephemeral: message.seenBy !== null },
    trigger_id: trigger,
    channel: { id: channel, name: 'risk-models' },
    message: { type: 'message', ts, text: message.text, blocks: message.blocks },
    response_url: `https://hooks.slack.com/actions/${state.workspace.teamId}/${ts.replace('.', '')}/${hex(state.world, 8)}`,
    actions: [
      {
        type: 'button',
        action_id: actionId,
        block_id: 'act',
        value: button['value'],
        action_ts: `${Math.floor(now / 1000)}.${hex(state.world, 6)}`,
      },
    ],
  };
}

const inputBlocks = (view: JsonObject): readonly JsonObject[] =>
  objectsOf(view['blocks']).filter((block) => block['type'] === 'input');

const actionIdOf = ({ element }: JsonObject): string =>
  typeof element === 'object' && element !== null && 'action_id' in element && typeof element.action_id === 'string'
    ? element.action_id
    : '';

function submitPayload(
  state: State,
  viewId: string,
  values: Readonly<Record<string, string>>,
): Record<string, unknown> {
  const open = state.views.find(({ id }) => id === viewId);
  if (!open) throw new Error(`no modal ${viewId} is open`);
  const filled = inputBlocks(open.view).map((block): [string, JsonObject] => {
    const actionId = actionIdOf(block);
    return [String(block['block_id']), { [actionId]: { type: 'plain_text_input', value: values[actionId] || null } }];
  });
  const view = { ...open.view, id: viewId, hash: hex(state.world, 8), state: { values: Object.fromEntries(filled) } };
  return { ...envelope(state, open.user, 'view_submission'), view, response_urls: [] };
}

/** Posts a payload with Slack's signature, version v0. */
async function send(
  state: State,
  url: string,
  payload: Record<string, unknown>,
  tampering: Tampering,
): Promise<Pressed> {
  const changed = tampering.payload?.(payload) ?? payload;
  const body = `payload=${encodeURIComponent(JSON.stringify(changed)).replaceAll('%20', '+')}`;
  const timestamp = String(Math.floor(state.world.now() / 1000) + (tampering.skew ?? 0));
  const secret = tampering.signingSecret ?? state.workspace.signingSecret;
  const signature = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
  const answer = await fetch(url, {
    method: 'POST',
    redirect: 'manual',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': `v0=${signature}`,
      ...tampering.headers,
    },
    body: tampering.body?.(body) ?? body,
  });
  return { status: answer.status, body: await answer.text() };
}

/** The hands of the workspace's people. */
export function makePress(state: State, url: () => string): Press {
  return {
    press: async ({ user, channel, ts, actionId }, tampering = {}) => {
      const message = state.messages.find((one) => one.channel === channel && one.ts === ts);
      if (!message) throw new Error(`channel ${channel} has no message ${ts}`);
      return send(state, url(), clickPayload(state, message, user, actionId), tampering);
    },
    submit: async (viewId, values, tampering = {}) => {
      const answer = await send(state, url(), submitPayload(state, viewId, values), tampering);
      const index = state.views.findIndex(({ id }) => id === viewId);
      if (answer.status === 200 && !answer.body.includes('"errors"') && index >= 0) state.views.splice(index, 1);
      return answer;
    },
  };
}
