// HEAD and log entries as DynamoDB items, and back. Attributes that conditions, moves or indexes name stand alone; the rest is one JSON text.
import { gunzipSync } from 'node:zlib';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Bypass, Head, OpenReview } from '../ledger/head.ts';
import { timeOf, type LogContent, type LogEntry } from '../ledger/log.ts';
import type { ModeChange } from '../ledger/mode.ts';
import type { Mode } from '../policy/policy.ts';
import type { LogRow } from '../ports.ts';
import { gzip } from './gzip.ts';
import { isReadable, readable, tooNew } from './item-schema.ts';

export type Item = Record<string, AttributeValue>;

/** Of decision documents; they grow by optional members only. */
const DECISION_SCHEMA = '1';
/** An entry's content is a few KiB; what inflates to more than this is not one of ours. */
const MOST_CONTENT_BYTES = 16 * 1024 * 1024;

/** The key of the HEAD item of one package version. */
export const headKey = (identity: string): Item => ({ pk: { S: `PKG#${identity}` }, sk: { S: 'HEAD' } });

/** The key of one log entry: the newest revision sorts last. */
export const entryKey = ({
  identity,
  revision,
  entryHash,
}: Pick<LogRow, 'identity' | 'revision' | 'entryHash'>): Item => ({
  pk: { S: `PKG#${identity}` },
  sk: { S: `LOG#${String(revision).padStart(8, '0')}#${entryHash}` },
});

/** A row of the index `log`, which projects keys only. Throws where the keys are none of a log entry. */
export function rowOf(item: Item): LogRow {
  const [, identity] = /^PKG#(.+)$/su.exec(textOf(item, 'pk')) ?? [];
  const [, revision, entryHash] = /^LOG#(\d+)#(.+)$/su.exec(textOf(item, 'sk')) ?? [];
  if (identity === undefined || entryHash === undefined)
    throw new Error(`item ${keyText(item)} of the index log is no log entry`);
  return { identity, revision: Number(revision), entryHash, time: Date.parse(textOf(item, 'logTime')) };
}

/** The key of a mode item; null is the stack's own. Groups are known by their lower-case names. */
export const modeKey = (group: string | null): Item => ({
  pk: { S: 'MODE' },
  sk: { S: group === null ? 'STACK' : `GROUP#${group.toLowerCase()}` },
});

/** The key of a group's adoption. */
export const adoptionKey = (group: string): Item => ({
  pk: { S: 'ADOPTED' },
  sk: { S: `GROUP#${group.toLowerCase()}` },
});

/** The key of the item that remembers the first deployment. */
export const STACK_KEY: Item = { pk: { S: 'STACK' }, sk: { S: 'ACTIVE' } };

/** One text per key, to find an item again among many. */
export const keyText = (item: Item): string => `${textOf(item, 'pk')} ${textOf(item, 'sk')}`;

/** The members of the sparse index `due`. */
export const dueOf = (due: Head['due']): Item =>
  due ? { dueKind: { S: due.kind }, dueAt: { N: String(due.at) } } : {};

/** What people said, each as one text; absent where there is nothing. */
export const reviewOf = ({ review, bypass }: Pick<Head, 'review' | 'bypass'>): Item => ({
  ...(review !== null && { review: { S: JSON.stringify(review) } }),
  ...(bypass && { bypass: { S: JSON.stringify(bypass) } }),
});

/** The key of a review's pointer. */
export const pointerKey = (reviewId: string): Item => ({ pk: { S: `REVIEW#${reviewId}` }, sk: { S: 'POINTER' } });

/** The key of a person whose authority was taken away. */
export const revokedKey = (person: string): Item => ({ pk: { S: 'REVOKED' }, sk: { S: person } });

/** A whole HEAD. */
export function headItem(head: Head): Item {
  const {
    identity,
    modelPackageArn,
    revision,
    state,
    owner,
    leaseUntil,
    closedAt,
    entryHash,
    review: _review,
    bypass: _bypass,
    due,
    ...rest
  } = head;
  return {
    ...headKey(identity),
    ...dueOf(due),
    identity: { S: identity },
    modelPackageArn: { S: modelPackageArn },
    revision: { N: String(revision) },
    state: { S: state },
    owner: { S: owner },
    leaseUntil: { N: String(leaseUntil) },
    entryHash: { S: entryHash },
    ...(closedAt !== null && { closedAt: { N: String(closedAt) } }),
    ...reviewOf(head),
    rest: { S: JSON.stringify(rest) },
  };
}

type Rest = Omit<
  Head,
  | 'identity'
  | 'modelPackageArn'
  | 'revision'
  | 'state'
  | 'owner'
  | 'leaseUntil'
  | 'closedAt'
  | 'entryHash'
  | 'review'
  | 'bypass'
  | 'due'
>;

/** HEAD from its item. */
export function headOf(item: Item): Head {
  const rest = JSON.parse(textOf(item, 'rest')) as Rest;
  const [review, bypass] = [item['review']?.S, item['bypass']?.S];
  const dueKind = item['dueKind']?.S as NonNullable<Head['due']>['kind'] | undefined;
  return {
    ...rest,
    identity: textOf(item, 'identity'),
    modelPackageArn: textOf(item, 'modelPackageArn'),
    revision: numberOf(item, 'revision'),
    state: textOf(item, 'state') as Head['state'],
    owner: textOf(item, 'owner'),
    leaseUntil: numberOf(item, 'leaseUntil'),
    closedAt: item['closedAt'] ? numberOf(item, 'closedAt') : null,
    entryHash: textOf(item, 'entryHash'),
    review: review === undefined ? null : (JSON.parse(review) as OpenReview),
    ...(bypass !== undefined && { bypass: JSON.parse(bypass) as Bypass }),
    due: dueKind === undefined ? null : { kind: dueKind, at: numberOf(item, 'dueAt') },
  };
}

/** A log entry, gzipped, with the members of the index `log` (month and RFC 3339 time). */
export function entryItem(entry: LogEntry): Item {
  const { content } = entry;
  const time = new Date(timeOf(content)).toISOString();
  return {
    ...entryKey({ ...content, entryHash: entry.hash }),
    entryHash: { S: entry.hash },
    kind: { S: content.kind },
    content: { B: gzip(JSON.stringify(content)) },
    logMonth: { S: time.slice(0, 7) },
    logTime: { S: time },
  };
}

/** A log entry from its item. Throws where the content is not one that was gzipped here; NotYetError where item or decision are of a newer schema. */
export function entryOf(item: Item): LogEntry {
  const packed = readable(item)['content']?.B;
  if (!packed) throw new Error(`log item ${keyText(item)} has no content`);
  const text = gunzipSync(packed, { maxOutputLength: MOST_CONTENT_BYTES }).toString();
  const content = JSON.parse(text) as LogContent;
  const version: string = content.kind === 'decided' ? content.decision.schemaVersion : DECISION_SCHEMA;
  if (version !== DECISION_SCHEMA) throw tooNew(`the decision in ${keyText(item)}`, version);
  return { hash: textOf(item, 'entryHash'), content };
}

/** The mode of a mode item; Audit where nobody can read it: never more than was allowed. */
export const modeOf = (item: Item): Mode => (item['mode']?.S === 'Enforce' && isReadable(item) ? 'Enforce' : 'Audit');

/** A text attribute. Throws where the item has none. */
export function textOf(item: Item, name: string): string {
  const text = item[name]?.S;
  if (text === undefined) throw new Error(`ledger item has no attribute \`${name}\` of type S`);
  return text;
}

/** A number attribute. Throws where the item has none. */
export function numberOf(item: Item, name: string): number {
  const text = item[name]?.N;
  if (text === undefined) throw new Error(`ledger item has no attribute \`${name}\` of type N`);
  return Number(text);
}

/** The last switch in a MODE item; undefined where it tells of none, or a newer modelgate wrote it. */
export const lastChangeOf = (item: Item): ModeChange | undefined =>
  isReadable(item) ? (JSON.parse(item['changes']?.S ?? '[]') as readonly ModeChange[]).at(-1) : undefined;
