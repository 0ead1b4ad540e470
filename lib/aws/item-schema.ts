// The schema version that every item of the ledger carries: what a newer modelgate wrote in a form this one can't know is left alone.
import { NotYetError } from '../errors.ts';
import type { Item } from './ledger-items.ts';

/**
 * Grows with a change that an older modelgate would misread; a further attribute that may be absent is none. This version reads its own
 * items and those of the version before. Items without the attribute are of version 0.
 */
export const SCHEMA_VERSION = 1;

const NAME = 'schemaVersion';

/** Seconds until a message about an item that is too new is looked at again: as long as a deployment may take. */
const AGAIN = 900;

/** The item as it is written. */
export const stamped = (item: Item): Item => ({ ...item, [NAME]: { N: String(SCHEMA_VERSION) } });

const versionOf = (item: Item): number => Number(item[NAME]?.N ?? '0');

/** Whether this version may read it. */
export const isReadable = (item: Item): boolean => versionOf(item) <= SCHEMA_VERSION;

/** The item, if this version may read it. Throws NotYetError: whatever waits for it is kept, and nothing is written over it. */
export function readable(item: Item): Item {
  if (isReadable(item)) return item;
  throw tooNew(`${item['pk']?.S ?? ''} ${item['sk']?.S ?? ''}`.trim(), versionOf(item));
}

/** The refusal, for items and for documents in them. */
export const tooNew = (what: string, version: number | string): NotYetError =>
  new NotYetError(
    `${what} has schema version ${version} and this modelgate reads up to ${SCHEMA_VERSION}: a newer one wrote it, nothing is changed. Deploy the newer one again; a command line is brought up to it by git pull && npm ci`,
    AGAIN,
  );
