// What a word on the command line names: an ARN, GROUP/VERSION or a decision id, as a package with its HEAD in the ledger.
import type { PackageSummary } from '../../lib/evidence/evidence.ts';
import { arnKey, identityOf, parseModelPackageArn, type ModelPackageArn, versionArn } from '../../lib/identity.ts';
import { decisionIdOf, isDecisionId } from '../../lib/ledger/entries.ts';
import type { Head } from '../../lib/ledger/head.ts';
import { findRow } from '../../lib/ledger/scan-log.ts';
import { readDecided, type Decided } from '../../lib/ledger/chain.ts';
import type { Ledger } from '../../lib/ports.ts';
import { CliError } from '../frame/cli-error.ts';
import type { Call, Flags } from '../frame/command.ts';
import type { Connection } from '../frame/connect.ts';
import { EXIT } from '../frame/exit.ts';
import { noSuchVersion } from './not-there.ts';

/** The ledger keeps everything; nobody has had it for longer than this. */
export const OLDEST = Date.UTC(2024, 0, 1);

/** An ARN as it is, or GROUP/VERSION in the account and region of the flags. Throws CliError 64. */
export function arnOf(word: string, flags: Flags, { account, region }: Connection): ModelPackageArn {
  if (word.startsWith('arn:')) return parseModelPackageArn(word);
  if (!/^[A-Za-z0-9](?:-*[A-Za-z0-9]){0,62}\/\d{1,9}$/u.test(word))
    throw new CliError(
      EXIT.usage,
      `\`${word}\` names no model package.\nExpected an ARN, GROUP/VERSION such as fraud-card/8, or a decision id such as d-8f3a61c20b7e.`,
    );
  return versionArn(word, { account: flags.text('account') ?? account, region: flags.text('region') ?? region });
}

/** The package as the registry has it now; null where it has none. */
export async function readSummary(arn: ModelPackageArn, { registries }: Connection): Promise<PackageSummary | null> {
  const registry = registries(arn.account, arn.region);
  const { found } = await registry.batchDescribe([arn]);
  return found.get(arnKey(arn)) ?? (await registry.describe(arn, { card: false }))?.description ?? null;
}

/** HEAD of a package: by its creation time in the registry, or from the log where it was deleted there. */
export async function readHeadOf(
  arn: ModelPackageArn,
  summary: PackageSummary | null,
  ledger: Ledger,
  now: number,
): Promise<Head | null> {
  if (summary) return ledger.readHead(identityOf(summary.arn, summary.creationTime));
  const row = await findRow(ledger, { since: OLDEST, until: now }, ({ identity }) =>
    identity.startsWith(`${arnKey(arn)}:`),
  );
  return row && ledger.readHead(row.identity);
}

/** A decision by the id that people see, with the HEAD of its package and its row in the log. Throws CliError 66. */
export async function readDecisionById(
  id: string,
  ledger: Ledger,
  { stack }: Pick<Connection, 'stack'>,
  now: number,
): Promise<DecisionFound> {
  const row = await findRow(
    ledger,
    { since: OLDEST, until: now },
    ({ identity, revision }) => decisionIdOf(stack, identity, revision) === id,
  );
  const head = row && (await ledger.readHead(row.identity));
  const entry = head && (await readDecided(ledger, head, ({ revision }) => revision === row.revision));
  if (entry) return { ...entry, head };
  throw new CliError(
    EXIT.notFound,
    `Not found: the ledger of stack ${stack} has no decision ${id}.\nAnother stack: --stack, --stage. The newest ones: modelgate decisions`,
  );
}

export type DecisionFound = Decided & { readonly head: Head };

/** HEAD of the version that a word names. Throws CliError 66 where the gate knows nothing of it. */
export async function headOfWord(
  word: string,
  { flags }: Pick<Call, 'flags'>,
  connection: Connection,
  now: number,
): Promise<Head> {
  const ledger = await connection.ledger();
  if (isDecisionId(word)) return (await readDecisionById(word, ledger, connection, now)).head;
  const arn = arnOf(word, flags, connection);
  const summary = await readSummary(arn, connection);
  const head = await readHeadOf(arn, summary, ledger, now);
  if (head) return head;
  if (!summary) throw await noSuchVersion(arn, connection);
  throw new CliError(
    EXIT.notFound,
    `Not found: the gate has decided nothing about ${word}, so there is no record of it.`,
  );
}
