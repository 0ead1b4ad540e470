// Raw evidence kept with a log entry: small ones in its item, large ones in S3 under their hash, and a note on what could not be kept.
import { gunzipSync } from 'node:zlib';
import type { S3ClientConfig } from '@aws-sdk/client-s3';
import { ConditionFailedError, type LogRow, type Recording } from '../ports.ts';
import { gzip } from './gzip.ts';
import { entryKey, type Item } from './ledger-items.ts';
import { ABSENT, getItem, putItem, type Table } from './ledger-table.ts';

/** Gzipped bytes that travel in the item; with a bucket and without (an item holds 400 KB). */
const MOST_INLINE = 32 * 1024;
const MOST_INLINE_WITHOUT_BUCKET = 300 * 1024;

/** Reports are at most 1 MiB and a description is smaller; what inflates to more is not one of ours. */
const MOST_RECORDING_BYTES = 4 * 1024 * 1024;

export type RecordingStore = { readonly s3: S3ClientConfig; readonly bucketName: string };

export type Packed = { readonly what: string; readonly sha256: string; readonly bytes: Uint8Array };

/** Where recordings go. `shared` are the hashes of shared ones that this process knows to be there. */
export type Keeping = {
  readonly table: Table;
  readonly store: RecordingStore | null;
  readonly shared: Set<string>;
};

/** Hashes of shared recordings that a process remembers; a forgotten one is put again, which is harmless. */
const MOST_REMEMBERED = 10_000;

/** The key of a recording that many entries share. */
const sharedKey = (sha256: string): Item => ({ pk: { S: `RECORDING#${sha256}` }, sk: { S: 'BODY' } });

/**
 * Keeps the recordings; answers the attributes that the log item gets: `recordings` (hash -> gzipped bytes), `shared` (hashes of items
 * that hold one recording each), `stored` (hashes in S3), `notRecorded` (what was too large and had no bucket). All else is written
 * before it resolves. Throws ThrottledError and UnansweredError.
 */
export async function keepRecordings(recordings: readonly Recording[], keeping: Keeping): Promise<Item> {
  const all = distinct(recordings);
  const shared = all.filter((one) => one.isShared);
  const known = shared.filter(({ sha256 }) => keeping.shared.has(sha256)).map(({ sha256 }) => sha256);
  const added = shared.filter(({ sha256 }) => !keeping.shared.has(sha256)).map(packedOf);
  const small = added.filter(({ bytes }) => bytes.byteLength <= MOST_INLINE);
  await Promise.all(small.map((one) => putShared(one, keeping)));
  const hashes = [...known, ...small.map(({ sha256 }) => sha256)];
  // A shared one that is too large for this goes the way of all large ones.
  const large = added.filter(({ bytes }) => bytes.byteLength > MOST_INLINE);
  const own = await keepOwn([...all.filter((one) => !one.isShared).map(packedOf), ...large], keeping.store);
  return { ...own, ...(hashes.length > 0 && { shared: { SS: hashes } }) };
}

const packedOf = ({ what, sha256, body }: Recording): Packed => ({ what, sha256, bytes: gzip(body) });

async function putShared({ what, sha256, bytes }: Packed, { table, shared }: Keeping): Promise<void> {
  try {
    await putItem(table, { ...sharedKey(sha256), what: { S: what }, body: { B: bytes } }, ABSENT);
  } catch (error) {
    // Under its own hash: another worker was first.
    if (!(error instanceof ConditionFailedError)) throw error;
  }
  if (shared.size >= MOST_REMEMBERED) shared.clear();
  shared.add(sha256);
}

async function keepOwn(packed: readonly Packed[], store: RecordingStore | null): Promise<Item> {
  const bytes = packed.reduce((sum, one) => sum + one.bytes.byteLength, 0);
  if (bytes <= MOST_INLINE) return inlined(packed);
  if (store) return stored(packed, store);
  return withinOneItem(packed);
}

/** Two reports may be one object. */
const distinct = (recordings: readonly Recording[]): readonly Recording[] => [
  ...new Map(recordings.map((recording) => [recording.sha256, recording])).values(),
];

const inlined = (packed: readonly Packed[]): Item =>
  packed.length === 0
    ? {}
    : { recordings: { M: Object.fromEntries(packed.map(({ sha256, bytes }) => [sha256, { B: bytes }])) } };

async function stored(packed: readonly Packed[], store: RecordingStore): Promise<Item> {
  // Few decisions have evidence this large: S3's client is loaded when the first one comes.
  const { uploadRecordings } = await import('./upload-recordings.ts');
  await uploadRecordings(packed, store);
  return { stored: { SS: packed.map(({ sha256 }) => sha256) } };
}

/** Smallest first, so that as many as possible are kept. */
function withinOneItem(packed: readonly Packed[]): Item {
  let room = MOST_INLINE_WITHOUT_BUCKET;
  const kept: Packed[] = [];
  const left: Packed[] = [];
  for (const one of packed.toSorted((a, b) => a.bytes.byteLength - b.bytes.byteLength)) {
    const fits = one.bytes.byteLength <= room;
    if (fits) room -= one.bytes.byteLength;
    (fits ? kept : left).push(one);
  }
  const note = left.map(({ what, sha256 }) => ({ S: `${what} (${sha256}): not recorded` }));
  return { ...inlined(kept), ...(note.length > 0 && { notRecorded: { L: note } }) };
}

/** The recordings of one entry, inflated, by hash. What S3 has no more is left out. Throws ThrottledError and UnansweredError. */
export async function readRecordings(
  table: Table,
  store: RecordingStore | null,
  row: Pick<LogRow, 'identity' | 'revision' | 'entryHash'>,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const item = await getItem(table, entryKey(row));
  const inItem = Object.entries(item?.['recordings']?.M ?? {}).map(([hash, { B: bytes }]) => [hash, bytes] as const);
  const inBucket = item?.['stored']?.SS ?? [];
  const [fetched, shared] = await Promise.all([
    inBucket.length > 0 && store ? fetchStored(inBucket, store) : [],
    readShared(table, item?.['shared']?.SS ?? []),
  ]);
  const packed = [...inItem, ...shared, ...fetched].filter(
    (one): one is readonly [string, Uint8Array] => one[1] !== undefined,
  );
  return new Map(
    packed.map(([hash, bytes]) => [hash, gunzipSync(bytes, { maxOutputLength: MOST_RECORDING_BYTES })] as const),
  );
}

const readShared = (table: Table, hashes: readonly string[]) =>
  Promise.all(hashes.map(async (hash) => [hash, (await getItem(table, sharedKey(hash)))?.['body']?.B] as const));

async function fetchStored(hashes: readonly string[], store: RecordingStore) {
  const { fetchRecordings } = await import('./fetch-recordings.ts');
  return fetchRecordings(hashes, store);
}
