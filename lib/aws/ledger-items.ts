// HEAD and LOG as DynamoDB items: one JSON text for what is only read, single attributes for what conditions and indexes need.
import { gunzipSync, gzipSync } from 'node:zlib';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Head } from '../ledger/head.ts';
import type { LogEntry } from '../ledger/log.ts';
import type { Recording } from '../ports.ts';

export type Item = Record<string, AttributeValue>;

/** Where a package's HEAD is. */
export const headKey = (identity: string): Item => ({ pk: { S: `PKG#${identity}` }, sk: { S: 'HEAD' } });

/** Where one log entry is: by hash alone, since the chain names nothing else. */
export const entryKey = (identity: string, hash: string): Item => ({ pk: { S: `PKG#${identity}` }, sk: { S: `LOG#${hash}` } });

/** A HEAD as its item. Attributes that change after the claim are single; the JSON text holds the rest. */
export function headItem(head: Head): Item {
  const { state, owner, leaseUntil, closedAt, entryHash, revision, due, ...rest } = head;
  return {
    ...headKey(head.identity),
    state: { S: state },
    owner: { S: owner },
    leaseUntil: { N: String(leaseUntil) },
    entryHash: { S: entryHash },
    revision: { N: String(revision) },
    modelPackageArn: { S: head.modelPackageArn },
    content: { S: JSON.stringify(rest) },
    ...(closedAt !== null && { closedAt: { N: String(closedAt) } }),
    ...(due && { dueKind: { S: due.kind }, dueAt: { N: String(due.at) } }),
  };
}

/** The HEAD that an item holds. */
export function headOf(item: Item): Head {
  const rest = JSON.parse(textOf(item, 'content')) as Omit<Head, 'state' | 'owner' | 'leaseUntil' | 'closedAt' | 'entryHash' | 'revision' | 'due'>;
  return {
    ...rest,
    state: textOf(item, 'state') as Head['state'],
    owner: textOf(item, 'owner'),
    leaseUntil: Number(item['leaseUntil']?.N),
    closedAt: item['closedAt']?.N === undefined ? null : Number(item['closedAt'].N),
    entryHash: textOf(item, 'entryHash'),
    revision: Number(item['revision']?.N),
    due: item['dueKind']?.S === undefined ? null : { kind: item['dueKind'].S as NonNullable<Head['due']>['kind'], at: Number(item['dueAt']?.N) },
  };
}

/** A log entry with what is recorded inside it. `at` (ms) is its place in the index `log`. */
export function entryItem(entry: LogEntry, at: number, recordings: readonly Recording[], isInline: boolean): Item {
  const { content } = entry;
  const time = new Date(at).toISOString();
  const kept = Object.fromEntries(recordings.map((one): [string, AttributeValue] => [one.sha256, isInline ? { B: gzipSync(one.body) } : { S: `recordings/${one.sha256}.gz` }]));
  return {
    ...entryKey(content.identity, entry.hash),
    content: { B: gzipSync(JSON.stringify(content)) },
    logMonth: { S: time.slice(0, 7) },
    logTime: { S: time },
    ...(recordings.length > 0 && { recordings: { M: kept } }),
  };
}

/** The log entry that an item holds; its hash is in the key. */
export function entryOf(item: Item, hash: string): LogEntry {
  const content = item['content']?.B;
  if (!content) throw new Error(`log entry ${hash} has no content`);
  return { hash, content: JSON.parse(gunzipSync(content).toString()) as LogEntry['content'] };
}

function textOf(item: Item, name: string): string {
  const text = item[name]?.S;
  if (text === undefined) throw new Error(`ledger item ${item['pk']?.S} ${item['sk']?.S} has no attribute ${name}`);
  return text;
}
