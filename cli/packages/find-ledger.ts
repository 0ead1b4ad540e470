// Finds the ledger's table, by flag, environment or listing, and says what to do where there is none.
import type { Archive } from '../../lib/archive-ports.ts';
import { ThrottledError, UnansweredError, type Ledger } from '../../lib/ports.ts';
import { CliError } from '../frame/cli-error.ts';
import type { Settings } from '../frame/connect.ts';
import { EXIT } from '../frame/exit.ts';

type Place = Settings & { readonly account: string; readonly region: string };

/** Where the ledger is, with its table's name. */
export type LedgerPlace = Place & { readonly tableName: string };

/** The table of the stack. Throws CliError 69 where it can't be found. */
export const findLedgerPlace = async (place: Place): Promise<LedgerPlace> => ({
  ...place,
  tableName: place.tableName ?? (await findTable(place)),
});

/** The ledger in that table. */
export async function openLedger(place: LedgerPlace): Promise<Ledger> {
  const { makeLedger } = await import('../../lib/aws/ledger.ts');
  const { findBucket } = await import('../../lib/aws/find-stack.ts');
  const { tableName } = place;
  // Only large recordings lie in the bucket: who may not list buckets reads all the rest.
  const bucketName =
    place.bucketName ?? (await findBucket('EvidenceBucket', place.stack, place.region).catch(() => null));
  const client = { region: place.region };
  const ledger = makeLedger({ tableName, bucketName, client, s3: client });
  return guarded(ledger, place);
}

/** The archive bucket of the stack; null where there is none, or buckets may not be listed. */
export async function openArchive({ stack, region, archiveName }: Place): Promise<Archive | null> {
  const [{ makeArchive }, { findBucket }] = await Promise.all([
    import('../../lib/aws/archive.ts'),
    import('../../lib/aws/find-stack.ts'),
  ]);
  const bucketName = archiveName ?? (await findBucket('ArchiveBucket', stack, region).catch(() => null));
  return bucketName === null ? null : makeArchive({ bucketName, client: { region } });
}

async function findTable(place: Place): Promise<string> {
  const { findLedgerTables } = await import('../../lib/aws/find-stack.ts');
  const { stack, region } = place;
  const found = await findLedgerTables(stack, region).catch((error: unknown) => {
    throw unreachable(place, error);
  });
  const [only, ...others] = found;
  if (only === undefined)
    throw new CliError(
      EXIT.unavailable,
      `Cannot reach the ledger: stack ${stack} has no table in account ${place.account},\n${region}.\n${REGION_ADVICE}`,
    );
  if (others.length > 0)
    throw new CliError(
      EXIT.usage,
      `Stack ${stack} has ${found.length} ledger tables in account ${place.account}, ${region}: ${found.join(', ')}.\nName one: --table NAME`,
    );
  return only;
}

const REGION_ADVICE =
  'The region comes from --region, AWS_REGION or the profile. If the stack is elsewhere:\n--region, --stage or --stack; else deploy it: npm run deploy';

function unreachable({ account, region, tableName, local }: Place, error: unknown): unknown {
  const name = error instanceof Error ? error.name : '';
  const what =
    tableName === null
      ? `DynamoDB in account ${account}, ${region}`
      : `table ${tableName} in account ${account},\n${region}`;
  if (name === 'ResourceNotFoundException')
    return new CliError(EXIT.unavailable, `Cannot reach the ledger: ${what} does not exist.\n${REGION_ADVICE}`);
  if (error instanceof UnansweredError)
    return new CliError(EXIT.unavailable, `Cannot reach the ledger: ${what} does not answer.${startIt(local)}`);
  if (error instanceof ThrottledError)
    return new CliError(EXIT.unavailable, `Cannot reach the ledger: ${what} is throttled. Try again in a moment.`);
  if (name.startsWith('AccessDenied'))
    return new CliError(EXIT.refused, `Refused by AWS: no permission to read ${what}.\n${(error as Error).message}`);
  return error;
}

const startIt = (local: string | null): string =>
  local === null ? '' : `\nNothing listens at ${local}: npm start brings the embedded AWS up.`;

/** The same port of the ledger, whose failures say where it was looked for. */
export function guarded<Port extends object>(port: Port, place: Place): Port {
  const told = Object.entries(port).map(([name, method]) => [
    name,
    async (...args: readonly unknown[]) => {
      try {
        return await (method as (...given: readonly unknown[]) => Promise<unknown>)(...args);
      } catch (error) {
        throw unreachable(place, error);
      }
    },
  ]);
  return Object.fromEntries(told) as Port;
}
