// HEADs of single versions, asked for side by side and read together.
import type { Head } from '../ledger/head.ts';
import type { Ledger } from '../ports.ts';
import type { Sleep } from './patiently.ts';

/** The HEAD as it is now; null where there is none that can be read. */
export type ReadHeadNow = (identity: string) => Promise<Head | null>;

/** Milliseconds that a question waits for others. */
const WINDOW = 5;

/** Makes the reader of one batch: versions of sixteen groups ask at about the same time, and one BatchGetItem answers them. */
export function makeReadHeads(ledger: Pick<Ledger, 'readHeads'>, sleep: Sleep): ReadHeadNow {
  let open: { readonly identities: string[]; readonly answer: ReturnType<Ledger['readHeads']> } | null = null;
  const begin = () => {
    const identities: string[] = [];
    const answer = sleep(WINDOW).then(() => {
      open = null;
      return ledger.readHeads(identities);
    });
    return { identities, answer };
  };
  return async (identity) => {
    open ??= begin();
    open.identities.push(identity);
    return (await open.answer).get(identity) ?? null;
  };
}
