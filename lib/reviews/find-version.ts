// Finds the version that a command names: `fraud-card/8`, an ARN or a decision id, among open reviews and in the log of the last year.
import { InvalidError } from '../errors.ts';
import { arnKey, parseModelPackageArn, type ModelPackageArn, versionArn } from '../identity.ts';
import { decisionIdOf, isDecisionId } from '../ledger/entries.ts';
import type { Head } from '../ledger/head.ts';
import { findRow } from '../ledger/scan-log.ts';
import { placeIn } from '../package-path.ts';
import type { Ledger, LogRow } from '../ports.ts';
import { DAY } from '../times.ts';
import type { ReviewCommand } from './command.ts';
import { readOpenReviews } from './open-reviews.ts';

/** Where versions are that a command names without account and region, and the stack that names decisions. */
export type HomePlace = { readonly ownAccount: string; readonly region: string; readonly stack: string };

/** What a command names; `decisionId` is what somebody has read. */
export type Named = {
  readonly decisionId: string | null;
  readonly account: string;
  readonly region: string;
  readonly group: string;
  readonly version: number | null;
  readonly isIt: (row: Pick<LogRow, 'identity' | 'revision'>) => boolean;
};

const YEAR = 366 * DAY;

/** What the words of a command name; null where they name no version. */
export function namedBy(command: ReviewCommand, home: HomePlace): Named | null {
  const text = command.modelPackage ?? '';
  const place = { account: command.account ?? home.ownAccount, region: command.region ?? home.region };
  if (isDecisionId(text)) {
    const isIt: Named['isIt'] = ({ identity, revision }) => decisionIdOf(home.stack, identity, revision) === text;
    return { ...place, decisionId: text, group: '', version: null, isIt };
  }
  const arn = arnOf(text, place);
  if (!arn) return null;
  const key = `${arnKey(arn)}:`;
  return { ...arn, decisionId: null, isIt: ({ identity }) => identity.startsWith(key) };
}

function arnOf(text: string, place: { account: string; region: string }): ModelPackageArn | null {
  try {
    const arn = text.startsWith('arn:') ? parseModelPackageArn(text) : versionArn(text, place);
    return arn.version === null ? null : arn;
  } catch (error) {
    if (error instanceof InvalidError) return null;
    throw error;
  }
}

type VersionLedger = Pick<Ledger, 'readDue' | 'readHeads' | 'readLog' | 'readHead'>;

/** HEAD of the version: of an open review, else the newest in the log of the last twelve months; null where the gate has not decided it in that time. */
export async function findVersion(ledger: VersionLedger, named: Named, now: number): Promise<Head | null> {
  const isNamed = (head: Head): boolean => head.review?.decisionId === named.decisionId || named.isIt(head);
  const open = (await readOpenReviews(ledger)).find(isNamed);
  if (open) return open;
  const row = await findRow(ledger, { since: now - YEAR, until: now }, named.isIt);
  return row && ledger.readHead(row.identity);
}

/** The highest version of the group that was decided in the last twelve months; null where there is none. */
export async function newestDecided(ledger: VersionLedger, named: Named, now: number): Promise<number | null> {
  const { account, region, group } = named;
  let newest: number | null = null;
  await findRow(ledger, { since: now - YEAR, until: now }, ({ identity }) => {
    const at = placeIn(identity);
    const isOfGroup = at?.account === account && at.region === region && at.group === group.toLowerCase();
    if (isOfGroup && at.version > (newest ?? 0)) newest = at.version;
    return false;
  });
  return newest;
}
