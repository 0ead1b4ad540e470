// One version as a dossier reads it: its chain in files, and everything that could not be had told as a gap, never left out in silence.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { FileSet } from '../../cli/dossier/gathered.ts';
import { readVersion, type ReadVersionPorts } from '../../cli/dossier/read-version.ts';
import { InvalidError } from '../../lib/errors.ts';
import { sha256 } from '../../lib/identity.ts';
import { entryOf } from '../../lib/ledger/entries.ts';
import type { Registry } from '../../lib/ports.ts';
import { doneHeadOf } from '../ledger/heads.ts';
import { makeInMemoryLedger } from '../ledger/in-memory-ledger.ts';
import { arnOf, decisionOf, identityOf } from '../pages/given.ts';

const KEPT = Buffer.from('{"accuracy":0.9}');
const LOST = sha256('too large');

/** Version 8 of fraud-card with one decision that names two inputs, of which one was kept. */
async function given(describeNow: Registry['describe']) {
  const ledger = makeInMemoryLedger();
  const recorded = [
    { what: 'report quality', sha256: sha256(KEPT) },
    { what: 'report serving', sha256: LOST },
  ];
  const decision = decisionOf({ requirements: [], inputs: { ...decisionOf().inputs, recorded } });
  const identity = identityOf(8);
  const entry = entryOf({ kind: 'decided', identity, revision: 1, previous: null, before: null, decision });
  await ledger.putEntry(entry, [{ what: 'report quality', sha256: sha256(KEPT), body: KEPT }]);
  const head = doneHeadOf({ identity, modelPackageArn: arnOf(8), entryHash: entry.hash });
  const files: FileSet = new Map();
  const gaps: string[] = [];
  const ports: ReadVersionPorts = {
    ledger,
    registries: () => ({ describe: describeNow }) as unknown as Registry,
    anchorOf: () => null,
    anchorFaultsOf: () => ['the ledger was cut off'],
    directoryOf: async () => ({ people: [], groups: [] }),
  };
  const read = (changes: Partial<ReadVersionPorts> = {}, of = head) =>
    readVersion(of, { ...ports, ...changes }, { files, gaps });
  return { read, files, gaps, entry, head };
}

describe('a version of a dossier', () => {
  test('has a file for each entry, named by its hash, and for each input that was kept; what was not is a gap', async () => {
    const { read, files, gaps, entry } = await given(async () => null);

    const { version } = await read();

    const [logged] = version.log;
    assert.equal(sha256(files.get(logged?.file ?? '') ?? ''), entry.hash);
    assert.deepEqual(new Set(version.inputs.map(({ file }) => file)), new Set([`inputs/${sha256(KEPT)}.json`, null]));
    assert.deepEqual(gaps, [
      'fraud-card v8 against the archive: the ledger was cut off.',
      `fraud-card v8: report serving (${LOST}) was not kept.`,
      'The registry has no fraud-card v8 of that time any more.',
    ]);
  });

  test('is told without its registry where the account is not on the list or may not be read', async () => {
    const { read, gaps } = await given(async () => null);
    const registries = () => {
      throw new InvalidError('AccountNotListed', 'account 111122223333 is not on the list');
    };

    const { version } = await read({ registries });

    assert.equal(version.registry, null);
    assert.match(gaps.join(), /could not be read \(InvalidError: account 111122223333 is not on the list\)/u);
  });

  test('of which the ledger has lost an entry says that its chain is broken', async () => {
    const { read, gaps, head } = await given(async () => null);

    await read({}, { ...head, entryHash: 'f'.repeat(64) });

    assert.match(gaps.join(), /The chain of fraud-card v8 is broken in the ledger itself: entry f{64} .* is missing/u);
  });
});
