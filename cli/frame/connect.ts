// The way to AWS, real or embedded: who asks, where, and the ports that commands use. SDK clients are loaded only when a command connects.
import { makeGatherEvidence, type GatherEvidence, type GatherPorts } from '../../lib/evidence/gather.ts';
import type { RegistryAccount } from '../../lib/policy/policy.ts';
import type { Archive } from '../../lib/archive-ports.ts';
import type { Ledger, ListsOf, Registries } from '../../lib/ports.ts';
import { findLedgerPlace, openArchive, openLedger, type LedgerPlace } from '../packages/find-ledger.ts';

/** What flags and environment say about the place; null where they say nothing. */
export type Settings = {
  readonly region: string | null;
  readonly account: string | null;
  readonly stack: string;
  readonly tableName: string | null;
  readonly bucketName: string | null;
  readonly archiveName: string | null;
  /** Address of the embedded AWS, where that was asked for. */
  readonly local: string | null;
  /** IAM user who signs on the embedded AWS; null: `local`. */
  readonly user: string | null;
  readonly accounts: readonly RegistryAccount[];
};

export type Connection = {
  readonly account: string;
  readonly region: string;
  /** The ARN that calls are signed with. */
  readonly caller: string;
  readonly stack: string;
  /** As the policy files list them. */
  readonly accounts: readonly RegistryAccount[];
  readonly registries: Registries;
  readonly listsOf: ListsOf;
  readonly gatherEvidence: GatherEvidence;
  /** The same, each of its calls made `through` the given function: paced, counted. */
  readonly gatherBy: (through: Through) => GatherEvidence;
  /** Found when first asked for: commands that only read the registry need none. Throws CliError 69. */
  readonly ledger: () => Promise<Ledger>;
  /** The archive bucket; null where the stack has none, or its name can't be found. */
  readonly archive: () => Promise<Archive | null>;
  /** The ledger's table alone, for what is beside decisions in it. Throws CliError 69. */
  readonly table: () => Promise<LedgerPlace>;
};

/** Makes one call; `operation` is S3's GetObject or SageMaker's ListTags. */
type Through = <T>(operation: 'GetObject' | 'ListTags', call: () => Promise<T>) => Promise<T>;

export type Connect = (settings: Settings) => Promise<Connection>;

/** Connects by the SDK's usual chain of credentials and region; `clock` stamps the evidence. */
export function makeConnect(clock: () => number, environment: NodeJS.ProcessEnv): Connect {
  return async (settings) => {
    useEmbedded(settings, environment);
    const [{ readCaller }, { makeRegistries }, { makeRegistryLists }, { makeLazyReportStore }] = await Promise.all([
      import('../../lib/aws/caller.ts'),
      import('../../lib/aws/registry.ts'),
      import('../../lib/aws/registry-lists.ts'),
      import('../../lib/aws/lazy-report-store.ts'),
    ]);
    const {
      account,
      region,
      arn: caller,
    } = await readCaller(settings.region === null ? {} : { region: settings.region });
    const access = { accounts: settings.accounts, ownAccount: account, region };
    const registries = makeRegistries(access);
    const reports = makeLazyReportStore(access);
    const gatherBy = gatheringBy({ ...access, registries, reports, clock });
    let place: Promise<LedgerPlace> | null = null;
    let ledger: Promise<Ledger> | null = null;
    let archive: Promise<Archive | null> | null = null;
    const table = (): Promise<LedgerPlace> => (place ??= findLedgerPlace({ ...settings, account, region }));
    return {
      account,
      region,
      caller,
      stack: settings.stack,
      accounts: settings.accounts,
      registries,
      listsOf: makeRegistryLists(access),
      gatherEvidence: gatherBy((_operation, call) => call()),
      gatherBy,
      ledger: () => (ledger ??= table().then(openLedger)),
      table,
      archive: () => (archive ??= openArchive({ ...settings, account, region })),
    };
  };
}

/** Evidence by calls that each go through a function of the caller's. */
const gatheringBy =
  ({ registries, reports, ...ports }: GatherPorts): Connection['gatherBy'] =>
  (through) =>
    makeGatherEvidence({
      ...ports,
      registries: (...of) => {
        const registry = registries(...of);
        return { ...registry, groupTags: (arn) => through('ListTags', () => registry.groupTags(arn)) };
      },
      reports: { read: (request) => through('GetObject', () => reports.read(request)) },
    });

/** An address of this machine, as that of the embedded AWS. */
export const isLoopback = (url: string): boolean =>
  /^https?:\/\/(?:127\.\d+\.\d+\.\d+|localhost|\[::1\])(?::|\/|$)/u.test(url);

/** The account number is the access key over there, as the embedded AWS reads it. */
function useEmbedded({ local, account, region, user }: Settings, environment: NodeJS.ProcessEnv): void {
  const url = local ?? environment['AWS_ENDPOINT_URL'] ?? '';
  const hasCredentials = Boolean(environment['AWS_ACCESS_KEY_ID'] || environment['AWS_PROFILE']);
  if (local === null && !(isLoopback(url) && !hasCredentials)) return;
  environment['AWS_ENDPOINT_URL'] = url;
  environment['AWS_ACCESS_KEY_ID'] = account ?? '111122223333';
  environment['AWS_SECRET_ACCESS_KEY'] = 'local';
  if (user === null) delete environment['AWS_SESSION_TOKEN'];
  else environment['AWS_SESSION_TOKEN'] = `user/${user}`;
  delete environment['AWS_PROFILE'];
  environment['AWS_REGION'] = region ?? environment['AWS_REGION'] ?? environment['AWS_DEFAULT_REGION'] ?? 'us-east-1';
}
