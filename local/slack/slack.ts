// The embedded Slack: the Web API methods an app like ours calls, the messages it posted, and buttons that can be pressed.
import type { World } from '../service.ts';
import { blocksFault } from './block-limits.ts';
import { makePress, type Press } from './press.ts';

type SlackUser = {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly teamId: string;
  readonly deleted?: boolean;
  readonly isBot?: boolean;
  readonly isRestricted?: boolean;
};

/** A message as it looks now. `seenBy` names the one user of an ephemeral message. Times in milliseconds. */
export type SlackMessage = {
  readonly channel: string;
  readonly ts: string;
  readonly threadTs: string | null;
  readonly at: number;
  readonly editedAt: number | null;
  readonly text: string;
  readonly blocks: readonly Readonly<Record<string, unknown>>[];
  readonly seenBy: string | null;
};

/** A modal that waits for its user. */
export type SlackView = {
  readonly id: string;
  readonly user: string;
  readonly at: number;
  readonly view: Readonly<Record<string, unknown>>;
};

/** What the next calls answer instead: Slack's 429 with Retry-After in seconds, an error of its own, or an outage. */
type SlackTrouble =
  | { readonly kind: 'rateLimited'; readonly retryAfter: number }
  | { readonly kind: 'error'; readonly error: string }
  | { readonly kind: 'outage' };

type SlackCall = {
  readonly method: string;
  readonly token: string | null;
  readonly input: Readonly<Record<string, unknown>>;
};
type SlackAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
};

export type SlackWorkspace = {
  readonly teamId: string;
  readonly appId: string;
  readonly botToken: string;
  readonly signingSecret: string;
};

export type Slack = Press & {
  readonly workspace: SlackWorkspace;
  readonly call: (call: SlackCall) => SlackAnswer;
  readonly messages: () => readonly SlackMessage[];
  readonly views: () => readonly SlackView[];
  readonly users: () => readonly SlackUser[];
  readonly addUser: (user: SlackUser) => void;
  /** A channel by its name, without `#`. */
  readonly addChannel: (name: string) => void;
  /** The next `times` calls of this method (any where null) meet this trouble. */
  readonly trouble: (trouble: SlackTrouble, times: number, method?: string | null) => void;
  /** Methods called so far, refused calls included. */
  readonly calls: () => readonly string[];
};

export type State = {
  readonly world: World;
  readonly workspace: SlackWorkspace;
  readonly messages: SlackMessage[];
  readonly views: SlackView[];
  readonly users: Map<string, SlackUser>;
  readonly channels: Set<string>;
  /** Trigger ids with their user and time; each opens one modal within three seconds. */
  readonly triggers: Map<string, { readonly user: string; readonly at: number }>;
};

const good = (more: object = {}): SlackAnswer => ({ status: 200, headers: {}, body: { ok: true, ...more } });
const bad = (error: string, message?: string): SlackAnswer => ({
  status: 200,
  headers: {},
  body: { ok: false, error, ...(message !== undefined && { response_metadata: { messages: [`[ERROR] ${message}`] } }) },
});

type Method = (state: State, input: Readonly<Record<string, unknown>>) => SlackAnswer;
type Blocks = SlackMessage['blocks'];

const textIn = (input: Readonly<Record<string, unknown>>, name: string): string =>
  typeof input[name] === 'string' ? input[name] : '';

let counter = 0;
/** Seconds, a dot, six digits: unique in a channel. */
const newTs = (now: number): string => {
  counter += 1;
  return `${Math.floor(now / 1000)}.${String(counter % 1_000_000).padStart(6, '0')}`;
};

function post(state: State, input: Readonly<Record<string, unknown>>, seenBy: string | null): SlackAnswer {
  const channel = textIn(input, 'channel');
  if (!channel) return bad('channel_not_found');
  const fault = blocksFault(input['blocks']);
  if (fault) return bad(fault.error, fault.message);
  const blocks = (input['blocks'] ?? []) as Blocks;
  const text = textIn(input, 'text');
  if (!text && blocks.length === 0) return bad('no_text');
  const now = state.world.now();
  const threadTs = textIn(input, 'thread_ts') || null;
  const message = { channel, ts: newTs(now), threadTs, at: now, editedAt: null, text, blocks, seenBy };
  state.messages.push(message);
  return good({ channel, ...(seenBy === null ? { ts: message.ts } : { message_ts: message.ts }), message: { text } });
}

const update: Method = (state, input) => {
  const index = state.messages.findIndex(
    ({ channel, ts, seenBy }) => channel === input['channel'] && ts === input['ts'] && seenBy === null,
  );
  const old = state.messages[index];
  if (!old) return bad('message_not_found');
  const fault = blocksFault(input['blocks']);
  if (fault) return bad(fault.error, fault.message);
  const blocks = (input['blocks'] ?? []) as Blocks;
  state.messages[index] = { ...old, text: textIn(input, 'text'), blocks, editedAt: state.world.now() };
  return good({ channel: old.channel, ts: old.ts, text: textIn(input, 'text') });
};

const TRIGGER_LIFETIME = 3_000;

const openView: Method = (state, input) => {
  const trigger = state.triggers.get(textIn(input, 'trigger_id'));
  if (!trigger) return bad('invalid_trigger_id');
  if (state.world.now() - trigger.at > TRIGGER_LIFETIME) return bad('expired_trigger_id');
  state.triggers.delete(textIn(input, 'trigger_id'));
  const given = input['view'];
  const view = (typeof given === 'string' ? JSON.parse(given) : given) as SlackView['view'] | undefined;
  if (view?.['type'] !== 'modal') return bad('invalid_arguments', 'view is not a modal');
  const opened = {
    id: `V${newTs(state.world.now()).replace('.', '')}`,
    user: trigger.user,
    at: state.world.now(),
    view,
  };
  state.views.push(opened);
  return good({ view: { id: opened.id } });
};

const userInfo: Method = (state, input) => {
  const user = state.users.get(textIn(input, 'user'));
  if (!user) return bad('user_not_found');
  const { id, name, email, teamId, deleted = false, isBot = false, isRestricted = false } = user;
  const flags = { deleted, is_bot: isBot, is_restricted: isRestricted, is_ultra_restricted: false };
  return good({ user: { id, team_id: teamId, name, ...flags, profile: { real_name: name, email } } });
};

/** The channels that somebody made here; small pages, so that whoever reads one only is found out. */
const listChannels: Method = ({ channels }, input) => {
  const from = Number(textIn(input, 'cursor') || '0');
  const names = [...channels].slice(from, from + CHANNELS_A_PAGE);
  const next = from + CHANNELS_A_PAGE < channels.size ? String(from + CHANNELS_A_PAGE) : '';
  const listed = names.map((name, index) => ({ id: `C${from + index}`, name, is_archived: false }));
  return good({ channels: listed, response_metadata: { next_cursor: next } });
};
const CHANNELS_A_PAGE = 2;

const METHODS: Readonly<Record<string, Method>> = {
  'auth.test': ({ workspace }) => good({ team_id: workspace.teamId, app_id: workspace.appId }),
  'conversations.info': (_state, input) =>
    textIn(input, 'channel')
      ? good({ channel: { id: input['channel'], is_archived: false } })
      : bad('channel_not_found'),
  'conversations.list': listChannels,
  'chat.postMessage': (state, input) => post(state, input, null),
  'chat.postEphemeral': (state, input) =>
    textIn(input, 'user') ? post(state, input, textIn(input, 'user')) : bad('user_not_in_channel'),
  'chat.update': update,
  'views.open': openView,
  'users.info': userInfo,
};

const troubled = (trouble: SlackTrouble): SlackAnswer => {
  if (trouble.kind === 'outage') return { status: 503, headers: {}, body: 'Service Unavailable' };
  if (trouble.kind === 'error') return bad(trouble.error);
  return { ...bad('ratelimited'), status: 429, headers: { 'retry-after': String(trouble.retryAfter) } };
};

/** One workspace with one app. `interactivityUrl` is where presses are posted to. */
export function makeSlack(world: World, workspace: SlackWorkspace, interactivityUrl: () => string): Slack {
  const state: State = {
    world,
    workspace,
    messages: [],
    views: [],
    users: new Map(),
    channels: new Set(),
    triggers: new Map(),
  };
  const troubles: { trouble: SlackTrouble; left: number; method: string | null }[] = [];
  const called: string[] = [];
  const call = ({ method, token, input }: SlackCall): SlackAnswer => {
    called.push(method);
    const trouble = troubles.find((one) => one.left > 0 && (one.method === null || one.method === method));
    if (trouble) {
      trouble.left -= 1;
      return troubled(trouble.trouble);
    }
    if (token === null) return bad('not_authed');
    if (token !== workspace.botToken) return bad('invalid_auth');
    const known = Object.hasOwn(METHODS, method) ? METHODS[method] : undefined;
    return known ? known(state, input) : bad('unknown_method');
  };
  return {
    workspace,
    call,
    messages: () => state.messages,
    views: () => state.views,
    users: () => [...state.users.values()],
    addUser: (user) => void state.users.set(user.id, user),
    addChannel: (name) => void state.channels.add(name),
    trouble: (trouble, times, method = null) => void troubles.push({ trouble, left: times, method }),
    calls: () => called,
    ...makePress(state, interactivityUrl),
  };
}
