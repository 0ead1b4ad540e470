// Switches of the mode and revoked authority, kept for good: a document each time a sweep sees them changed, and the ledger held against these later.
import type { Archive, ArchivedObject, ArchiveMemory } from '../archive-ports.ts';
import { canonicalJson, sha256 } from '../identity.ts';
import { byText } from '../in-order.ts';
import type { ModeChange, ModeItem } from '../ledger/mode.ts';
import type { ModeStore } from '../mode-ports.ts';
import type { Ledger, Revocation } from '../ports.ts';
import { documentOf, numbered } from './documents.ts';

/** Where these documents lie; their order is that of their names. */
export const SWITCHES_PREFIX = 'switches/';

/** Named by its content too, so that a try that was broken off is in nobody's way. */
const switchesKey = (sequence: number, hash: string): string =>
  `${SWITCHES_PREFIX}${numbered(sequence)}-${hash.slice(0, 16)}.json`;

/** How everything stood: the last switches of each scope (`group` null is the stack), and whose authority is taken away. */
type Standing = {
  readonly modes: readonly ModeItem[];
  readonly revoked: readonly ({ readonly person: string } & Revocation)[];
};

/** One document. `previous` is the one before, by the hash of its bytes. */
type SwitchesDocument = Standing & {
  readonly schemaVersion: '1';
  readonly stack: string;
  readonly sequence: number;
  readonly previous: ArchivedObject | null;
};

export type KeepSwitchesPorts = {
  readonly archive: Pick<Archive, 'putOnce'>;
  readonly memory: Pick<ArchiveMemory, 'readSwitches' | 'putSwitches'>;
  readonly modes: Pick<ModeStore, 'readAll'>;
  readonly ledger: Pick<Ledger, 'readRevoked'>;
  readonly stack: string;
};

/** Writes a document where something changed since the last one; answers whether it did. */
export function makeKeepSwitches({ archive, memory, modes, ledger, stack }: KeepSwitchesPorts): () => Promise<boolean> {
  return async () => {
    const [items, revoked, last] = await Promise.all([modes.readAll(), ledger.readRevoked(), memory.readSwitches()]);
    const standing = standingOf(items, revoked);
    const state = sha256(canonicalJson(standing));
    const isNothing = items.length === 0 && revoked.size === 0;
    if (last ? last.state === state : isNothing) return false;
    const sequence = (last?.sequence ?? 0) + 1;
    const previous = last?.document ?? null;
    const document: SwitchesDocument = { schemaVersion: '1', stack, sequence, previous, ...standing };
    const bytes = Buffer.from(canonicalJson(document));
    const hash = sha256(bytes);
    const key = switchesKey(sequence, hash);
    // One that is there already has these very bytes: a sweep was broken off before it could remember it.
    await archive.putOnce(key, bytes);
    await memory.putSwitches({ sequence, state, document: { key, sha256: hash } });
    return true;
  };
}

const standingOf = (items: readonly ModeItem[], revoked: ReadonlyMap<string, Revocation>): Standing => ({
  modes: items.toSorted(byText(({ group }) => group ?? '')),
  revoked: [...revoked].map(([person, one]) => ({ person, ...one })).toSorted(byText(({ person }) => person)),
});

/**
 * What is wrong with the switches in the ledger, as sentences: each switch that the archive has must stand there as it was, unless fifty
 * newer ones pushed it out. The documents must name each other.
 */
export async function switchFaults(
  archive: Pick<Archive, 'list' | 'read'>,
  items: readonly ModeItem[],
): Promise<readonly string[]> {
  const keys = await archive.list(SWITCHES_PREFIX);
  const hashes = new Map<string, string>();
  const faults: string[] = [];
  const said = new Map<string, { readonly change: ModeChange; readonly key: string; readonly group: string | null }>();
  for (const key of keys) {
    const bytes = await archive.read(key);
    const document = bytes && documentOf<SwitchesDocument>(bytes, 'modes');
    if (!bytes || !document) {
      faults.push(`document ${key} of the archive can't be read`);
      continue;
    }
    hashes.set(key, sha256(bytes));
    const { previous } = document;
    if (previous && hashes.get(previous.key) !== previous.sha256)
      faults.push(`document ${previous.key} of the archive, which ${key} names, is not there as it was`);
    for (const { group, changes } of document.modes)
      for (const change of changes) said.set(`${group ?? ''}#${change.number}`, { change, key, group });
  }
  return [...faults, ...[...said.values()].flatMap((one) => faultOf(one, items))];
}

function faultOf(
  { change, key, group }: { readonly change: ModeChange; readonly key: string; readonly group: string | null },
  items: readonly ModeItem[],
): readonly string[] {
  const kept = items.find((item) => item.group === group)?.changes ?? [];
  const same = kept.find(({ number }) => number === change.number);
  const isPushedOut = change.number < (kept[0]?.number ?? 0);
  if (isPushedOut || (same && canonicalJson(same) === canonicalJson(change))) return [];
  const scope = group === null ? 'the stack' : `group ${group}`;
  return [
    `switch ${change.number} of ${scope} to ${change.mode} by ${change.by}, which ${key} of the archive names, is ${same ? 'another' : 'not there'} in the ledger`,
  ];
}
