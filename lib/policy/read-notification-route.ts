// Reads kind: NotificationRoute: which events of which groups go to which channels, and what is used where one fails.
import type { Document } from 'yaml';
import { isMailAddress } from './mail-address.ts';
import {
  FALLBACK_AFTER,
  ROUTABLE,
  TOLD_VERDICTS,
  type MailRecipient,
  type NotificationRoute,
  type Routable,
  type RouteTarget,
  type RouteWay,
} from './notification-route.ts';
import { VERDICTS } from './policy.ts';
import { matchIn } from './read-match.ts';
import { readHead } from './read-metadata.ts';
import { didYouMean } from './suggest.ts';
import {
  choicesIn,
  durationIn,
  faultIn,
  itemsIn,
  mapIn,
  needed,
  readMap,
  textIn,
  type Members,
} from './yaml-members.ts';
import { faultAt, type Source } from './yaml-source.ts';
import { placeOf, readItems, readText } from './yaml-values.ts';

const KINDS = ['slack', 'webhook', 'email'] as const;
const RECIPIENTS = ['reviewers', 'registrant', 'owner'] as const;
const DEFAULT_EVENTS: readonly Routable[] = ['Model Package Review Requested', 'Model Package Decision Made'];

/** Reads a route from a document whose kind is known. Null with faults where it can't be used. */
export function readNotificationRoute(source: Source, { contents }: Document): NotificationRoute | null {
  const head = readHead(source, contents, 'a notification route', ['match', 'events', 'verdicts', 'to']);
  if (!head) return null;
  const { name, spec } = head;
  const match = matchIn(spec);
  if (!match) return null;
  const toNode = needed(spec, 'to');
  const to = readItems(source, toNode, 'to').flatMap((item) => readWay(source, item) ?? []);
  if (toNode !== undefined && to.length === 0)
    faultAt(source, toNode, 'to needs at least one channel, such as - email: [reviewers]');
  return {
    name,
    match,
    to,
    events: choicesIn(spec, 'events', ROUTABLE, DEFAULT_EVENTS),
    verdicts: choicesIn(spec, 'verdicts', VERDICTS, TOLD_VERDICTS),
    place: placeOf(source, contents),
  };
}

function readWay(source: Source, node: unknown): RouteWay | null {
  const members = readMap(source, node, 'each of to', [...KINDS, 'fallback', 'fallbackAfter']);
  const target = members && readTarget(members);
  if (!members || !target) return null;
  const fallbackMembers = mapIn(members, 'fallback', KINDS);
  const fallback = fallbackMembers && readTarget(fallbackMembers);
  const after = durationIn(members, 'fallbackAfter', FALLBACK_AFTER);
  if (members.at.has('fallbackAfter') && !members.at.has('fallback'))
    faultAt(source, members.at.get('fallbackAfter'), 'fallbackAfter needs fallback, the channel that is used then');
  return { target, fallback: fallback && { target: fallback, after } };
}

function readTarget(members: Members): RouteTarget | null {
  const kinds = KINDS.filter((kind) => members.at.has(kind));
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1) {
    faultAt(members.source, members.node, `${members.what} names one channel: slack, webhook or email`);
    return null;
  }
  if (kind === 'email') return readMailTarget(members);
  const text = textIn(members, kind);
  if (text === null) return null;
  return kind === 'slack' ? readSlackTarget(members, text) : readWebhookTarget(members, text);
}

function readSlackTarget(members: Members, channel: string): RouteTarget | null {
  if (channel === 'owner' || /^(?:[CG][A-Z0-9]{5,20}|#[\p{Ll}\p{Lo}\p{N}_-]{1,80})$/u.test(channel))
    return { kind: 'slack', channel };
  faultIn(
    members,
    'slack',
    `"${channel}" is no Slack channel; expected its id such as C0RISK0001, its name such as "#risk-models", or owner`,
    'A channel without a bot token is reached by webhook, which names an incoming webhook in the Slack secret.',
  );
  return null;
}

function readWebhookTarget(members: Members, webhook: string): RouteTarget | null {
  if (/^[A-Za-z0-9_-]{1,64}$/u.test(webhook)) return { kind: 'webhook', webhook };
  faultIn(
    members,
    'webhook',
    'webhook has to be the name of an incoming webhook in the Slack secret, never its address',
    "A webhook's address lets anybody post: keep it under webhooks in the Slack secret.",
  );
  return null;
}

function readMailTarget(members: Members): RouteTarget | null {
  const { source } = members;
  const items = itemsIn(members, 'email');
  const to = items.flatMap((item): readonly MailRecipient[] => {
    const text = readText(source, item, 'each of email');
    if (text === null) return [];
    const word = RECIPIENTS.find((one) => one === text);
    if (word !== undefined || isMailAddress(text)) return [word ?? (text as MailRecipient)];
    faultAt(
      source,
      item,
      `"${text}" is no recipient; expected reviewers, registrant, owner or a mail address`,
      didYouMean(text, RECIPIENTS),
    );
    return [];
  });
  if (items.length === 0) faultIn(members, 'email', 'email needs at least one recipient');
  return to.length === 0 ? null : { kind: 'email', to };
}
