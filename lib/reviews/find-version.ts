// Finds the version that a command names: `fraud-card/8` or an ARN, among open reviews and, for break-glass, in the log of the last year.
import { arnKey, parseModelPackageArn } from '../identity.ts';
import type { Head } from '../ledger/head.ts';
import type { Ledger } from '../ports.ts';
import type { ReviewCommand } from './command.ts';

/** Where versions are that a command names without account and region. */
export type HomePlace = { readonly ownAccount: string; readonly region: string };

const MONTHS = 12;
const PAGE = 500;

/** The key of the version that a command names; null where it names none. Throws InvalidError for an ARN nobody can read. */
export function versionKey(command: ReviewCommand, home: HomePlace): string | null {
  const text = command.modelPackage ?? '';
  if (text.startsWith('arn:')) return arnKey(parseModelPackageArn(text));
  const [, group, version] = /^([A-Za-z0-9][A-Za-z0-9-]{0,62})\/(\d{1,9})$/u.exec(text) ?? [];
  if (!group || !version) return null;
  const [account, region] = [command.account ?? home.ownAccount, command.region ?? home.region];
  return arnKey({ partition: 'aws', account, region, group, version: Number(version) });
}

/** The newest HEAD of this version in the log of the last twelve months; null where it was not decided in that time. */
export async function findDecided(
  ledger: Pick<Ledger, 'readLog' | 'readHead'>,
  key: string,
  now: number,
): Promise<Head | null> {
  for (const month of monthsBefore(now)) {
    let nextToken: string | null = null;
    do {
      const query = { month, fromTime: null, untilTime: null, newestFirst: true, limit: PAGE, nextToken };
      const page: Awaited<ReturnType<Ledger['readLog']>> = await ledger.readLog(query);
      const row = page.rows.find(({ identity }) => identity.startsWith(`${key}:`));
      if (row) return ledger.readHead(row.identity);
      nextToken = page.nextToken;
    } while (nextToken !== null);
  }
  return null;
}

/** `2026-11`, `2026-10`, ...: in UTC, newest first. */
export function monthsBefore(now: number): readonly string[] {
  const date = new Date(now);
  return Array.from({ length: MONTHS }, (_, index) =>
    new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - index, 1)).toISOString().slice(0, 7),
  );
}
