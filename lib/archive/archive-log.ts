// Every day the log of the day before goes to the archive, with its inputs and the heads of the chains that moved.
import type { Archive, ArchiveCursor, ArchiveMemory } from '../archive-ports.ts';
import { sha256 } from '../identity.ts';
import type { Clock } from '../ports.ts';
import { DAY, HOUR, MINUTE } from '../times.ts';
import { collectLog, type CollectedLog, type CollectPorts } from './collect-log.ts';
import { documentOf, headsBytes, headsKey, logKey, type HeadsDocument } from './documents.ts';

/** A day is archived this long after its end: entries come into the index a little after the time that they carry (ms). */
const SETTLED = HOUR;
/** No file is begun this long before the function's end (ms). */
const LAST_TURN = MINUTE;
/** Nobody had a ledger before this. */
const FIRST: ArchiveCursor = { until: Date.UTC(2024, 0, 1), sequence: 0, previous: null };

export type ArchiveLogPorts = {
  readonly archive: Archive;
  readonly memory: ArchiveMemory;
  readonly ledger: CollectPorts;
  readonly clock: Clock;
  readonly stack: string;
};

/** Archives every day that is over and not archived yet, as far as the time reaches; the next call goes on. Answers the documents written. */
export function makeArchiveLog(ports: ArchiveLogPorts): (remaining: () => number) => Promise<number> {
  const { memory, ledger, clock } = ports;
  return async (remaining) => {
    const today = Math.floor((clock() - SETTLED) / DAY) * DAY;
    let cursor = (await memory.readCursor()) ?? FIRST;
    let written = 0;
    while (cursor.until < today && remaining() > LAST_TURN) {
      const log = await collectLog(ledger, cursor.until, today);
      cursor = log ? await keep(ports, cursor, log) : { ...cursor, until: today };
      written += log ? 1 : 0;
      await memory.putCursor(cursor);
    }
    return written;
  };
}

/** The log first, its document last; one that is there already was written by a sweep that did not come to remember it. */
async function keep(
  { archive, clock, stack }: ArchiveLogPorts,
  cursor: ArchiveCursor,
  { body, entries, recordings, heads, until }: CollectedLog,
): Promise<ArchiveCursor> {
  const sequence = cursor.sequence + 1;
  const hash = sha256(body);
  const log = { key: logKey(sequence, until, hash), sha256: hash, entries, recordings };
  await archive.putOnce(log.key, body);
  const document: HeadsDocument = {
    schemaVersion: '1',
    stack,
    sequence,
    previous: cursor.previous,
    from: new Date(cursor.until).toISOString(),
    until: new Date(until).toISOString(),
    madeAt: new Date(clock()).toISOString(),
    log,
    heads,
  };
  const key = headsKey(sequence);
  const bytes = headsBytes(document);
  if ((await archive.putOnce(key, bytes)) === 'put')
    return { until, sequence, previous: { key, sha256: sha256(bytes) } };
  const there = await archive.read(key);
  const written = there && documentOf<HeadsDocument>(there, 'heads');
  if (!there || !written) throw new Error(`object ${key} of the archive is there and can't be read`);
  return { until: Date.parse(written.until), sequence, previous: { key, sha256: sha256(there) } };
}
