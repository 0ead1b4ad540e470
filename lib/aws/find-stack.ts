// What CloudFormation named the ledger's table and the buckets of a stack: found by listing, since the names carry a random end.
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { READING } from './client-settings.ts';
import { asked } from './failures.ts';
import { signedFetch } from './signed-fetch.ts';

const LEDGER = 'LedgerTable';
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

/** A bucket of this stack by its logical id, or null where none can be seen. Throws ThrottledError, UnansweredError. */
export async function findBucket(
  logicalId: 'EvidenceBucket' | 'ArchiveBucket',
  stack: string,
  region: string,
): Promise<string | null> {
  const { ListBucketsCommand, S3Client } = await import('@aws-sdk/client-s3');
  const client = new S3Client({ ...READING, region });
  try {
    const { Buckets: buckets = [] } = await asked('ListBuckets', client.send(new ListBucketsCommand({})));
    const names = buckets.flatMap(({ Name: name }) => name ?? []);
    return names.find((name) => isOfStack(name, stack, logicalId)) ?? null;
  } finally {
    client.destroy();
  }
}

/**
 * Where the pages and the command line's routes of this stack are: the output HttpApiUrl; null where the stack has none.
 * `endpoint` is the address of another AWS, as in AWS_ENDPOINT_URL. Throws an error named AccessDenied where this identity may not describe the stack, UnansweredError.
 */
export async function findGateUrl(stack: string, region: string, endpoint: string | null): Promise<string | null> {
  const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const url = endpoint ?? `https://cloudformation.${region}.${suffix}`;
  const body = new URLSearchParams({ Action: 'DescribeStacks', Version: '2010-05-15', StackName: stack }).toString();
  const contentType = 'application/x-www-form-urlencoded';
  const { status, text } = await signedFetch({ url, service: 'cloudformation', contentType, body }, region);
  if (status === 403) throw Object.assign(new Error(textOf(text, 'Message')), { name: 'AccessDenied' });
  const outputs = text.match(/<member>(?:(?!<\/member>).)*<\/member>/gsu) ?? [];
  const found = outputs.find((one) => textOf(one, 'OutputKey') === 'HttpApiUrl');
  return found === undefined ? null : textOf(found, 'OutputValue').replace(/\/+$/u, '');
}

/** The text of an element of AWS's Query protocol. */
const textOf = (xml: string, element: string): string =>
  (new RegExp(`<${element}>([^<]*)</${element}>`, 'u').exec(xml)?.[1] ?? '').replaceAll('&amp;', '&');

/** Generated names are STACK-LOGICALID-RANDOM; buckets have them in lower case. */
const isOfStack = (name: string, stack: string, logicalId: string): boolean => {
  const made = `${stack}-${logicalId}`.toLowerCase();
  return name.toLowerCase() === made || name.toLowerCase().startsWith(`${made}-`);
};
