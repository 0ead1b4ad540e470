// The versions that people are asked about, from the index of what is due: an open review always is in it.
import { eachPage } from '../each-page.ts';
import type { Ledger } from '../ports.ts';
import { REVIEW_DUE } from './head.ts';

/** Later than anything that can be due. */
export const ALWAYS = 8_640_000_000_000_000;

/** Each version with an open review; one that moves meanwhile may come twice. Throws what the ledger throws. */
export async function* eachAsked(
  ledger: Pick<Ledger, 'readDue'>,
): AsyncGenerator<{ readonly identity: string; readonly modelPackageArn: string }> {
  for (const kind of REVIEW_DUE)
    for await (const { heads } of eachPage((token) => ledger.readDue(kind, ALWAYS, token))) yield* heads;
}
