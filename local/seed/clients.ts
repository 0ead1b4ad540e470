// SDK clients of the seed, one per account and principal, pointed at the embedded AWS; they count their own calls.
import { S3Client } from '@aws-sdk/client-s3';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';

/** The clients of one principal. */
type SeedClients = { readonly sagemaker: SageMakerClient; readonly s3: S3Client };

/** Clients by account and role, and how often each operation was called (`SageMaker.CreateModelPackage`). */
export type SeedAws = {
  readonly of: (account: string, role: string) => SeedClients;
  readonly counts: () => Readonly<Record<string, number>>;
  readonly close: () => void;
};

type Count = (operation: string) => void;

function makeClients(
  endpoint: string,
  region: string,
  principal: { account: string; role: string },
  count: Count,
): SeedClients {
  const { account, role } = principal;
  const credentials = { accessKeyId: account, secretAccessKey: 'local', sessionToken: `role/${role}` };
  // Under --rate-limit the people who register are throttled too, and come back.
  const sagemaker = new SageMakerClient({ endpoint, region, credentials, retryMode: 'adaptive', maxAttempts: 50 });
  const s3 = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
  // Behind the retries, so that every attempt counts.
  const step = { step: 'finalizeRequest', priority: 'low', name: 'countSeedCalls' } as const;
  const nameOf = (command: string | undefined): string => (command ?? '').replace(/Command$/, '');
  sagemaker.middlewareStack.add(
    (next, context) => (args) => {
      count(`SageMaker.${nameOf(context.commandName)}`);
      return next(args);
    },
    step,
  );
  s3.middlewareStack.add(
    (next, context) => (args) => {
      count(`S3.${nameOf(context.commandName)}`);
      return next(args);
    },
    step,
  );
  return { sagemaker, s3 };
}

/** Clients for `endpoint`. The account is the access key id, the role a session token `role/NAME`, as the embedded AWS reads them. */
export function makeSeedAws(endpoint: string, region: string): SeedAws {
  const clients = new Map<string, SeedClients>();
  const counts = new Map<string, number>();
  const count: Count = (operation) => void counts.set(operation, (counts.get(operation) ?? 0) + 1);
  return {
    of: (account, role) => {
      const key = `${account} ${role}`;
      const found = clients.get(key) ?? makeClients(endpoint, region, { account, role }, count);
      clients.set(key, found);
      return found;
    },
    counts: () => Object.fromEntries(counts),
    close: () => {
      for (const { sagemaker, s3 } of clients.values()) {
        sagemaker.destroy();
        s3.destroy();
      }
    },
  };
}
