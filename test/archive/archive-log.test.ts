// What goes to the archive every day, and how the ledger is held against it afterwards.
import assert from 'node:assert/strict';
import { gunzipSync } from 'node:zlib';
import { describe, test } from 'node:test';
import { anchorFaults, readAnchors } from '../../lib/archive/anchors.ts';
import { makeArchiveLog } from '../../lib/archive/archive-log.ts';
import { headsKey, type HeadsDocument } from '../../lib/archive/documents.ts';
import { sha256 } from '../../lib/identity.ts';
import { entryOf } from '../../lib/ledger/entries.ts';
import type { LogContent, LogEntry } from '../../lib/ledger/log.ts';
import type { Recording } from '../../lib/ports.ts';
import { headOf } from '../ledger/heads.ts';
import { makeInMemoryLedger, type InMemoryLedger } from '../ledger/in-memory-ledger.ts';
import { makeInMemoryArchive, makeInMemoryArchiveMemory } from './in-memory-archive.ts';

const DAY = 24 * 3_600_000;
const MONDAY = Date.UTC(2026, 10, 23);
const REPORT: Recording = { what: 'report', sha256: sha256('{"auc":0.9}'), body: Buffer.from('{"auc":0.9}') };

/** An archive that is filled from a ledger, at a time that the test sets. */
function given() {
  const time = { now: MONDAY };
  const [archive, memory, ledger] = [makeInMemoryArchive(), makeInMemoryArchiveMemory(), makeInMemoryLedger()];
  const archiveLog = makeArchiveLog({ archive, memory, ledger, clock: () => time.now, stack: 'modelgate-test' });
  const keep = (remaining = 300_000) => archiveLog(() => remaining);
  const document = (sequence: number): HeadsDocument =>
    JSON.parse(Buffer.from(archive.objects.get(headsKey(sequence)) ?? '{}').toString()) as HeadsDocument;
  const linesOf = (key: string): readonly { hash?: string; sha256?: string; body?: string }[] =>
    gunzipSync(archive.objects.get(key) ?? '')
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { hash?: string });
  return { time, archive, memory, ledger, keep, document, linesOf };
}

/** Decides revision 1 of a version at this time. */
async function decide(ledger: InMemoryLedger, version: number, at: number, recordings = [REPORT]): Promise<LogEntry> {
  const identity = `aws:111122223333:us-east-1:churn:${version}:1764547200000`;
  const decision = { decisionId: `d-${version}`, createdAt: new Date(at).toISOString() };
  const content = { kind: 'decided', identity, revision: 1, previous: null, before: null, decision } as LogContent;
  const entry = entryOf(content);
  await ledger.putEntry(entry, recordings);
  await ledger.claim(null, headOf({ identity, entryHash: entry.hash }));
  return entry;
}

describe('the log of a day', () => {
  test('is archived once the day is over, with its inputs, and the head of each chain that moved', async () => {
    const { time, ledger, keep, document, linesOf } = given();
    const first = await decide(ledger, 1, MONDAY + 1_000);
    const second = await decide(ledger, 2, MONDAY + 2_000);

    time.now = MONDAY + DAY;
    assert.equal(await keep(), 0, 'a day is settled an hour after its end');
    time.now = MONDAY + DAY + 3_600_000;
    assert.equal(await keep(), 1);

    const { log, heads, previous, until } = document(1);
    assert.deepEqual(
      heads.map(({ entryHash }) => entryHash),
      [first.hash, second.hash],
    );
    assert.deepEqual([previous, until, log.entries, log.recordings], [null, '2026-11-24T00:00:00.000Z', 2, 1]);
    const lines = linesOf(log.key);
    assert.deepEqual(
      lines.flatMap(({ hash }) => hash ?? []),
      [first.hash, second.hash],
    );
    const [kept] = lines.filter((line) => line.sha256 !== undefined);
    assert.equal(sha256(Buffer.from(kept?.body ?? '', 'base64')), REPORT.sha256);
  });

  test('leaves nothing behind where nothing happened', async () => {
    const { time, archive, keep } = given();
    time.now = MONDAY + 3 * DAY;

    assert.equal(await keep(), 0);
    assert.equal(archive.objects.size, 0);
  });

  test('is begun anew where a sweep was broken off, and nothing is there twice or lost', async () => {
    const { time, archive, memory, ledger, keep, document } = given();
    await decide(ledger, 1, MONDAY + 1_000);
    time.now = MONDAY + 2 * DAY;
    await keep();
    await decide(ledger, 2, MONDAY + 2 * DAY);
    memory.forget();

    time.now = MONDAY + 4 * DAY;
    assert.equal(await keep(), 2);

    assert.deepEqual([...archive.objects.keys()].filter((key) => key.startsWith('heads/')).length, 2);
    assert.equal(document(2).previous?.key, headsKey(1));
    assert.deepEqual((await readAnchors(archive)).faults, []);
  });

  test('waits for the next sweep where the function is about to end', async () => {
    const { time, ledger, keep } = given();
    await decide(ledger, 1, MONDAY + 1_000);
    time.now = MONDAY + 2 * DAY;

    assert.equal(await keep(30_000), 0);
    assert.equal(await keep(), 1);
  });

  test('is cut into several documents where it is long, and every entry is in one of them', async () => {
    const { time, ledger, keep, document, linesOf } = given();
    const entries: LogEntry[] = [];
    for (let version = 1; version <= 2_100; version++)
      entries.push(await decide(ledger, version, MONDAY + version, []));
    time.now = MONDAY + 2 * DAY;

    assert.equal(await keep(), 2);

    const archived = [1, 2].flatMap((sequence) => linesOf(document(sequence).log.key).map(({ hash }) => hash));
    assert.deepEqual(new Set(archived), new Set(entries.map(({ hash }) => hash)));
    assert.equal(document(1).until, document(2).from);
  });
});

describe('the ledger against the archive', () => {
  test('agrees while chains only grow, and a chain that was cut off or replaced is named with the document', async () => {
    const { time, archive, ledger, keep } = given();
    const entry = await decide(ledger, 1, MONDAY + 1_000);
    time.now = MONDAY + 2 * DAY;
    await keep();

    const { byIdentity, until, faults } = await readAnchors(archive);

    const { identity } = entry.content;
    const forged = { ...entry, hash: 'forged' };
    assert.deepEqual([faults, until], [[], '2026-11-24T00:00:00.000Z']);
    assert.deepEqual(anchorFaults({ byIdentity, until }, identity, [entry], time.now), []);
    const [cutOff = ''] = anchorFaults({ byIdentity, until }, identity, [forged], time.now);
    assert.match(cutOff, /heads\/00000001\.json .* is not on the chain/u);
  });

  test('finds that the archive is no longer filled: entries of two days ago and more have to be there', async () => {
    const { time, archive, ledger, keep } = given();
    const archived = await decide(ledger, 1, MONDAY + 1_000);
    time.now = MONDAY + DAY + 3_600_000;
    await keep();
    const kept = await decide(ledger, 2, MONDAY + DAY + 1_000);
    const anchors = await readAnchors(archive);
    const faultsAt = (now: number) => anchorFaults(anchors, kept.content.identity, [kept], now);

    assert.deepEqual(faultsAt(MONDAY + 2 * DAY), []);
    assert.match(faultsAt(MONDAY + 4 * DAY).join(), /is not in the archive, which ends at 2026-11-24T00:00:00\.000Z/u);
    assert.deepEqual(anchorFaults(anchors, archived.content.identity, [archived], MONDAY + 4 * DAY), []);
  });

  test('names a document that is missing, changed, or no document', async () => {
    const { time, archive, ledger, keep } = given();
    for (const day of [0, 1, 2]) await decide(ledger, day + 1, MONDAY + day * DAY + 1_000);
    for (const day of [1, 2, 3]) {
      time.now = MONDAY + day * DAY + 3_600_000;
      await keep();
    }
    const [first, second] = [archive.objects.get(headsKey(1)), archive.objects.get(headsKey(2))];
    const changed = Buffer.from(String(Buffer.from(first ?? '')).replace('modelgate-test', 'modelgate-TEST'));

    archive.objects.set(headsKey(1), changed);
    assert.deepEqual((await readAnchors(archive)).faults, [
      'document heads/00000002.json of the archive does not name the one before it as that one is',
    ]);
    archive.objects.set(headsKey(1), first ?? changed);
    archive.objects.delete(headsKey(2));
    assert.match((await readAnchors(archive)).faults.join(), /00000002\.json of the archive is missing before/u);
    archive.objects.set(headsKey(2), Buffer.from('no'));
    assert.match((await readAnchors(archive)).faults.join(), /00000002\.json of the archive can't be read/u);
    archive.objects.set(headsKey(2), second ?? changed);
    assert.deepEqual((await readAnchors(archive)).faults, []);
  });
});
