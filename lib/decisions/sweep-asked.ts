// Versions that people are asked about: what is on no list of pending versions any more was deleted, or its event was lost.
import { creationTimeOf, parseModelPackageArn } from '../identity.ts';
import { eachAsked } from '../ledger/each-asked.ts';
import type { Ledger, Wake } from '../ports.ts';
import { placeOf } from './survey.ts';
import { isMeant, type SweepRequest } from './sweep-request.ts';

/** ARNs of versions with an open review, by identity. */
export type Asked = Map<string, string>;

const REASON = 'people are asked, and it is not pending any more';

/** Reads which versions people are asked about: a page of keys per kind. */
export async function readAsked(ledger: Pick<Ledger, 'readDue'>, request: SweepRequest): Promise<Asked> {
  const asked: Asked = new Map();
  for await (const { identity, modelPackageArn } of eachAsked(ledger))
    if (isMeant(request, parseModelPackageArn(modelPackageArn))) asked.set(identity, modelPackageArn);
  return asked;
}

/** Wakes decide for what is left of `asked` in one place once its pending versions were taken out. `seen` keeps from waking twice. */
export async function wakeMissing(
  { ledger, wake }: { readonly ledger: Pick<Ledger, 'readHeads'>; readonly wake: Wake },
  place: string,
  asked: Asked,
  seen: Set<string>,
): Promise<void> {
  const missing = [...asked]
    .map(([identity, text]) => ({ identity, arn: parseModelPackageArn(text) }))
    .filter(({ identity, arn }) => placeOf(arn) === place && !seen.has(identity));
  const heads = await ledger.readHeads(missing.map(({ identity }) => identity));
  // Where the status was set around the gate and one answer is missing, it is not pending and people are asked all the same.
  const lost = missing.filter(({ identity }) => heads.get(identity)?.target === null);
  for (const { identity } of lost) seen.add(identity);
  await Promise.all(lost.map(({ identity, arn }) => wake(arn, REASON, creationTimeOf(identity))));
}
