// What CloudFormation named the ledger's table and the evidence bucket of a stack: found by listing, since the names carry a random end.
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { READING } from './client-settings.ts';
import { asked } from './failures.ts';

const LEDGER = 'LedgerTable';
const BUCKET = 'EvidenceBucket';
const MOST_PAGES = 50;

/** The ledger tables of this stack in a region; one where it is deployed once. Throws ThrottledError, UnansweredError. */
export async function findLedgerTables(stack: string, region: string): Promise<readonly string[]> {
  const client = new DynamoDBClient({ ...READING, region });
  const found: string[] = [];
  try {
    let from: string | undefined;
    for (let page = 0; page < MOST_PAGES; page++) {
      const answer = await asked('ListTables', client.send(new ListTablesCommand({ ExclusiveStartTableName: from })));
      found.push(...(answer.TableNames ?? []).filter((name) => isOfStack(name, stack, LEDGER)));
      from = answer.LastEvaluatedTableName;
      if (from === undefined) break;
    }
    return found;
  } finally {
    client.destroy();
  }
}

/** The evidence bucket of this stack, or null where none can be seen. Throws ThrottledError, UnansweredError. */
export async function findEvidenceBucket(stack: string, region: string): Promise<string | null> {
  const { ListBucketsCommand, S3Client } = await import('@aws-sdk/client-s3');
  const client = new S3Client({ ...READING, region });
  try {
    const { Buckets: buckets = [] } = await asked('ListBuckets', client.send(new ListBucketsCommand({})));
    const names = buckets.flatMap(({ Name: name }) => name ?? []);
    return names.find((name) => isOfStack(name, stack, BUCKET)) ?? null;
  } finally {
    client.destroy();
  }
}

/** Generated names are STACK-LOGICALID-RANDOM; buckets have them in lower case. */
const isOfStack = (name: string, stack: string, logicalId: string): boolean => {
  const made = `${stack}-${logicalId}`.toLowerCase();
  return name.toLowerCase() === made || name.toLowerCase().startsWith(`${made}-`);
};
