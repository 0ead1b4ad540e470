// Slack as doctor sees it: the token, and every channel that a route names, by its id or by its name.
import { counted } from '../../lib/counted.ts';
import { NotYetError, RefusedError } from '../../lib/errors.ts';
import type { Members } from '../../lib/members.ts';
import { callSlack } from '../../lib/slack-api.ts';
import { good, wrong, type Check, type Finding, type Given } from './finding.ts';

/** The most that Slack lists at once, and how many such pages are looked through for names. */
const A_PAGE = 1000;
const MOST_PAGES = 20;
const HOW = '/invite @modelgate there, or name another channel in the NotificationRoute';

type CallOf = (method: string, input: Members) => Promise<Members>;
/** What is wrong with channels, and how many could not be looked up. */
type Looked = { readonly faults: readonly Finding[]; readonly unchecked: number };

async function slack(given: Given): Promise<readonly Finding[]> {
  const { resources, policies } = given;
  const id = resources?.get('SlackSecret');
  if (id === undefined) return [];
  const token = await readToken(given, id);
  if (token === null) return [];
  const call: CallOf = (method, input) => callSlack({ fetch, apiUrl: given.slackApiUrl }, method, token, input);
  const refused = await refusalOf(() => call('auth.test', {}));
  if (refused)
    return [
      wrong('Slack', refused.message, `put the bot token of the app into secret ${id}: docs/operations.md#doors`),
    ];
  const channels = channelsOf(policies);
  const names = channels.filter((channel) => channel.startsWith('#'));
  const looked = [
    await lookUpIds(
      call,
      channels.filter((channel) => !channel.startsWith('#')),
    ),
    await lookUpNames(call, names),
  ];
  const faults = looked.flatMap((one) => one.faults);
  if (faults.length > 0) return faults;
  const unchecked = looked.reduce((sum, one) => sum + one.unchecked, 0);
  const left = unchecked > 0 ? `; ${unchecked} not checked: the app lacks channels:read, or Slack limits it` : '';
  return [good('Slack', `the token is valid, ${counted(channels.length, 'channel')} in routes${left}`)];
}

async function lookUpIds(call: CallOf, ids: readonly string[]): Promise<Looked> {
  const faults: Finding[] = [];
  let unchecked = 0;
  for (const channel of ids) {
    const because = await refusalOf(() => call('conversations.info', { channel }));
    if (because?.reason === 'missing_scope') unchecked += 1;
    else if (because) faults.push(wrong('Slack', `channel ${channel} can't be reached: ${because.message}`, HOW));
  }
  return { faults, unchecked };
}

/** Slack has no look-up by name: the lists are read until every name was seen. */
async function lookUpNames(call: CallOf, names: readonly string[]): Promise<Looked> {
  const missing = new Set(names.map((name) => name.slice(1)));
  let cursor = '';
  for (let page = 0; page < MOST_PAGES && missing.size > 0; page++) {
    const listed = await listChannels(call, cursor);
    if (!listed) return { faults: [], unchecked: missing.size };
    for (const name of listed.names) missing.delete(name);
    ({ cursor } = listed);
    if (cursor === '') return { faults: [...missing].map(isMissing), unchecked: 0 };
  }
  return { faults: [], unchecked: missing.size };
}

const isMissing = (name: string): Finding =>
  wrong('Slack', `channel #${name} is not there, is archived, or is private and without the app`, HOW);

/** One page of channels that are not archived; null where the app may not list them, or not now. */
async function listChannels(
  call: CallOf,
  cursor: string,
): Promise<{ readonly names: readonly string[]; readonly cursor: string } | null> {
  const page = { exclude_archived: 'true', limit: String(A_PAGE), ...(cursor !== '' && { cursor }) };
  const answer = await answerOf(() => call('conversations.list', { ...page, types: 'public_channel,private_channel' }));
  // Without groups:read Slack refuses the whole list; public channels alone may be enough.
  const listed = answer ?? (await answerOf(() => call('conversations.list', { ...page, types: 'public_channel' })));
  if (!listed) return null;
  const { channels, response_metadata: more } = listed as {
    readonly channels?: readonly { readonly name?: unknown }[];
    readonly response_metadata?: { readonly next_cursor?: unknown };
  };
  const next = more?.next_cursor;
  return {
    names: (channels ?? []).flatMap(({ name }) => (typeof name === 'string' ? [name] : [])),
    cursor: typeof next === 'string' ? next : '',
  };
}

async function answerOf<T>(call: () => Promise<T>): Promise<T | null> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof RefusedError || error instanceof NotYetError) return null;
    throw error;
  }
}

async function readToken({ installation }: Given, id: string): Promise<string | null> {
  if ((await installation.hasSecretValue(id)) !== true) return null;
  const text = await installation.secretText(id).catch(() => '{}');
  const token = /"botToken"\s*:\s*"([\x21-\x7e]{1,512}?)"/u.exec(text)?.[1];
  return token ?? null;
}

/** Slack's refusal; null where it took the call. Limits and outages are passed on. */
async function refusalOf(call: () => Promise<unknown>): Promise<RefusedError | null> {
  try {
    await call();
    return null;
  } catch (error) {
    if (error instanceof RefusedError) return error;
    if (error instanceof NotYetError) return null;
    throw error;
  }
}

const channelsOf = (policies: Given['policies']): readonly string[] => [
  ...new Set(
    (policies?.routes ?? []).flatMap(({ to }) =>
      to.flatMap(({ target, fallback }) =>
        [target, fallback?.target].flatMap((one) =>
          one?.kind === 'slack' && one.channel !== 'owner' ? [one.channel] : [],
        ),
      ),
    ),
  ),
];

export const SLACK: Check = { what: 'Slack', run: slack };
