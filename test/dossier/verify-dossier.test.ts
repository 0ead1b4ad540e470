// A dossier proves itself, and every change of it is found, by whoever made it and however well: the file is named.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sealOf, withChecksums } from '../../lib/dossier/checksums.ts';
import { DOCUMENT, SUMS, type Dossier, type DossierFile } from '../../lib/dossier/dossier.ts';
import { verifyDossier } from '../../lib/dossier/verify-dossier.ts';
import { canonicalJson, sha256 } from '../../lib/identity.ts';
import { dossierOf, filesOf, partsOf } from './given.ts';

const faultsOf = async (files: readonly DossierFile[]): Promise<readonly string[]> =>
  (await verifyDossier(files)).faults.map(({ file, message }) => `${file}: ${message}`);
const pathOf = (part: RegExp): string => filesOf().find(({ path }) => part.test(path))?.path ?? '';
const [LOG2, INPUT, TEXT, SET] = [/0002-/u, /^inputs/u, /^policies\/files/u, /^policies\/sets/u].map(pathOf);

/** Files after somebody changed one of them and wrote SHA256SUMS anew, so that only the proof behind it can tell. */
const forged = (change: (file: DossierFile) => DossierFile | null): readonly DossierFile[] =>
  withChecksums(partsOf().flatMap((file) => change(file) ?? []));
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();
const replaced = (path: string | undefined, from: string, to: string) => (file: DossierFile) =>
  file.path === path ? { path, bytes: Buffer.from(text(file.bytes).replace(from, to)) } : file;
const document = (change: (dossier: Dossier) => unknown) => (file: DossierFile) =>
  file.path === DOCUMENT ? { path: DOCUMENT, bytes: Buffer.from(canonicalJson(change(dossierOf()))) } : file;
const version = (change: Partial<Dossier['versions'][number]>) =>
  document((dossier) => ({ ...dossier, versions: dossier.versions.map((one) => ({ ...one, ...change })) }));

describe('a dossier', () => {
  test('that nobody touched has no fault, and its seal is the hash of SHA256SUMS', async () => {
    const { faults, entries, inputs, dossier } = await verifyDossier(filesOf());

    assert.deepEqual([faults, entries, inputs, dossier?.subject], [[], 3, 1, 'churn v7']);
    assert.match(sealOf(filesOf()) ?? '', /^[0-9a-f]{64}$/u);
  });

  test('names a file that was changed, added or removed, and SHA256SUMS in another order', async () => {
    const changed = filesOf().map((file) => (file.path === INPUT ? { ...file, bytes: Buffer.from('{}') } : file));
    const added = [...filesOf(), { path: 'note.txt', bytes: Buffer.from('hello') }];
    const reversed = filesOf().map((file) =>
      file.path === SUMS
        ? { path: SUMS, bytes: Buffer.from(`${text(file.bytes).trimEnd().split('\n').toReversed().join('\n')}\n`) }
        : file,
    );

    assert.ok((await faultsOf(changed)).includes(`${INPUT}: does not have the hash that SHA256SUMS lists`));
    assert.match((await faultsOf(added)).join(), /note\.txt: is not listed in SHA256SUMS: it was added/u);
    assert.match((await faultsOf(reversed)).join(), /SHA256SUMS: is not as it was written/u);
    for (const { path } of filesOf()) {
      const faults = await faultsOf(filesOf().filter((file) => file.path !== path));
      assert.ok(
        faults.some((fault) => fault.startsWith(`${path}: `)),
        `${path} removed: ${faults.join()}`,
      );
    }
  });
});

describe('a forger who writes SHA256SUMS anew', () => {
  test('is found by the chain, whatever entry he changed, left out or put elsewhere', async () => {
    const entries = dossierOf().versions[0]?.log ?? [];
    const comment = forged(replaced(LOG2, 'read the report', 'looked at it once'));
    const cutOff = forged(version({ log: entries.slice(0, 2) }));
    const swapped = forged(version({ log: [entries[1], entries[0], entries[2]].flatMap((one) => one ?? []) }));

    assert.ok((await faultsOf(comment)).includes(`${LOG2}: is not the entry of the log that its name says`));
    assert.match((await faultsOf(cutOff)).join(), /is missing/u);
    assert.match(
      (await faultsOf(swapped)).join(),
      /dossier\.json: the log of churn v7 is not in the order of its chain/u,
    );
  });

  test('is found by what decisions name: inputs, lists of policy files, and their texts', async () => {
    const input = forged(replaced(INPUT, '0.93', '0.99'));
    const hidden = forged(version({ inputs: [] }));
    const policy = forged(replaced(TEXT, 'ten lines', 'two lines'));
    const list = forged(replaced(SET, 'policies/a.yaml', 'policies/b.yaml'));

    assert.ok((await faultsOf(input)).includes(`${INPUT}: is not what its name says: its hash is another`));
    assert.match((await faultsOf(hidden)).join(), /dossier\.json: does not list input/u);
    assert.match((await faultsOf(policy)).join(), new RegExp(`${TEXT}: is not the policy file that was deployed`, 'u'));
    assert.match((await faultsOf(list)).join(), new RegExp(`${SET}: is not the list of policy files`, 'u'));
  });

  test('is found by the archive, where it names an entry that is no longer on the chain', async () => {
    const anchor = { key: 'heads/00000002.json', sha256: 'e'.repeat(64), entryHash: 'd'.repeat(64), revision: 3 };

    assert.match((await faultsOf(forged(version({ anchor })))).join(), /the archive names entry d{64} of churn v7/u);
  });

  test('gets an answer, never a crash, whatever he made of the document', async () => {
    for (const bad of [null, 7, [], {}, { ...dossierOf(), versions: [null] }, { ...dossierOf(), policies: 'no' }])
      assert.match((await faultsOf(forged(document(() => bad)))).join(), /dossier\.json: is no dossier/u);
  });

  test('gets an answer of an entry that is nested too deep to be hashed', async () => {
    const bytes = Buffer.from(`${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`);
    const hash = sha256(bytes);
    const path = `log/deep-${hash}.json`;
    const log = [{ file: path, sha256: hash, kind: 'decided', revision: 1, at: '' }] as const;
    const deep = version({ head: { identity: 'x', revision: 1, entryHash: hash }, log });

    const files = withChecksums([...partsOf().map(deep), { path, bytes }]);

    assert.match((await faultsOf(files)).join(), /dossier\.json: is no dossier/u);
  });
});
