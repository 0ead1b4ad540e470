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
import type { Verdict } from './policy.ts';
import { readMatch } from './read-match.ts';
import { readHead } from './read-metadata.ts';
import { didYouMean } from './suggest.ts';
import { faultAt, type Source } from './yaml-source.ts';
import {
  member,
  needed,
  placeOf,
  readChoice,
  readDuration,
  readItems,
  readMap,
  readText,
  type Members,
} from './yaml-values.ts';

const VERDICTS: readonly Verdict[] = ['Approve', 'Reject', 'Hold', 'RequireReview', 'NoOpinion'];
const KINDS = ['slack', 'webhook', 'email'] as const;
const RECIPIENTS = ['reviewers', 'registrant', 'owner'] as const;
const DEFAULT_EVENTS: readonly Routable[] = ['Model Package Review Requested', 'Model Package Decision Made'];

/** Reads a route from a document whose kind is known. Null with faults where it can't be used. */
export function readNotificationRoute(source: Source, { contents }: Document): NotificationRoute | null {
  const head = readHead(source, contents, 'a notification route', ['match', 'events', 'verdicts', 'to']);
  if (!head) return null;
  const { name, spec } = head;
  const matchNode = needed(source, spec, 'match');
  if (matchNode === undefined) return null;
  const toNode = needed(source, spec, 'to');
  const to = readItems(source, toNode, 'to').flatMap((item) => readWay(source, item) ?? []);
  if (toNode !== undefined && to.length === 0)
    faultAt(source, toNode, 'to needs at least one channel, such as - email: [reviewers]');
  return {
    name,
    match: readMatch(source, matchNode, []).match,
    to,
    events: readChoices(source, spec, 'events', ROUTABLE, DEFAULT_EVENTS),
    verdicts: readChoices(source, spec, 'verdicts', VERDICTS, TOLD_VERDICTS),
    place: placeOf(source, contents),
  };
}

function readChoices<T extends string>(
  source: Source,
  spec: Members,
  key: string,
  choices: readonly T[],
  fallback: readonly T[],
): readonly T[] {
  const node = member(source, spec, key);
  const [first] = choices;
  if (node === undefined || first === undefined) return fallback;
  return readItems(source, node, key).map((item) => readChoice(source, item, `each of ${key}`, choices, first));
}

function readWay(source: Source, node: unknown): RouteWay | null {
  const members = readMap(source, node, 'each of to', [...KINDS, 'fallback', 'fallbackAfter']);
  const target = members && readTarget(source, members);
  if (!members || !target) return null;
  const fallbackNode = member(source, members, 'fallback');
  const fallbackMembers = fallbackNode === undefined ? null : readMap(source, fallbackNode, 'fallback', [...KINDS]);
  const fallback = fallbackMembers && readTarget(source, fallbackMembers);
  const after = readDuration(source, member(source, members, 'fallbackAfter'), 'fallbackAfter', FALLBACK_AFTER);
  if (members.at.has('fallbackAfter') && !members.at.has('fallback'))
    faultAt(source, members.at.get('fallbackAfter'), 'fallbackAfter needs fallback, the channel that is used then');
  return { target, fallback: fallback && { target: fallback, after } };
}

function readTarget(source: Source, members: Members): RouteTarget | null {
  const kinds = KINDS.filter((kind) => members.at.has(kind));
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1) {
    faultAt(source, members.node, `${members.what} names one channel: slack, webhook or email`);
    return null;
  }
  const node = member(source, members, kind);
  if (kind === 'email') return readMailTarget(source, node);
  const text = readText(source, node, kind);
  if (text === null) return null;
  return kind === 'slack' ? readSlackTarget(source, node, text) : readWebhookTarget(source, node, text);
}

function readSlackTarget(source: Source, node: unknown, channel: string): RouteTarget | null {
  if (channel === 'owner' || /^(?:[CG][A-Z0-9]{5,20}|#[\p{Ll}\p{Lo}\p{N}_-]{1,80})$/u.test(channel))
    return { kind: 'slack', channel };
  faultAt(
    source,
    node,
    `"${channel}" is no Slack channel; expected its id such as C0RISK0001, its name such as "#risk-models", or owner`,
    'A channel without a bot token is reached by webhook, which names an incoming webhook in the Slack secret.',
  );
  return null;
}

function readWebhookTarget(source: Source, node: unknown, webhook: string): RouteTarget | null {
  if (/^[A-Za-z0-9_-]{1,64}$/u.test(webhook)) return { kind: 'webhook', webhook };
  faultAt(
    source,
    node,
    'webhook has to be the name of an incoming webhook in the Slack secret, never its address',
    "A webhook's address lets anybody post: keep it under webhooks in the Slack secret.",
  );
  return null;
}

function readMailTarget(source: Source, node: unknown): RouteTarget | null {
  const items = readItems(source, node, 'email');
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
  if (items.length === 0 && node !== undefined) faultAt(source, node, 'email needs at least one recipient');
  return to.length === 0 ? null : { kind: 'email', to };
}
