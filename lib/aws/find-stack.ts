// What a stack is made of, and what CloudFormation named its table and buckets: found by listing, since the names carry a random end.
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { READING } from './client-settings.ts';
import { asked, nameOf } from './failures.ts';
import { callQuery, membersIn, textIn } from './query-call.ts';
import type { AwsPlace } from './signed-fetch.ts';

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
 * Where the pages and the command line's routes of this stack are: the output HttpApiUrl, or PagesUrl where they are private; null where the stack has none.
 * Throws an error named AccessDenied where this identity may not describe the stack, UnansweredError.
 */
export async function findGateUrl(stack: string, place: AwsPlace): Promise<string | null> {
  const parameters = { StackName: stack };
  const call = { service: 'cloudformation', action: 'DescribeStacks', version: '2010-05-15', parameters };
  const text = await callQuery(call, place).catch((error: unknown) => {
    if (nameOf(error) === 'ValidationError') return '';
    throw error;
  });
  const values = new Map(membersIn(text).map((one) => [textIn(one, 'OutputKey'), textIn(one, 'OutputValue')]));
  const found = values.get('HttpApiUrl') ?? values.get('PagesUrl');
  return found === undefined ? null : found.replace(/\/+$/u, '');
}

/**
 * What the stack made: physical ids by logical id. A queue's is its URL, a secret's its ARN, that of a rule on a bus of its own `bus|rule`.
 * Throws an error named AccessDenied where this identity may not list them, ValidationError where there is no such stack, UnansweredError.
 */
export async function listStackResources(stack: string, place: AwsPlace): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  let token = '';
  for (let page = 0; page < MOST_PAGES; page++) {
    const parameters = { StackName: stack, ...(token && { NextToken: token }) };
    const call = { service: 'cloudformation', action: 'ListStackResources', version: '2010-05-15', parameters };
    const text = await callQuery(call, place);
    for (const one of membersIn(text)) found.set(textIn(one, 'LogicalResourceId'), textIn(one, 'PhysicalResourceId'));
    token = textIn(text, 'NextToken');
    if (token === '') break;
  }
  return found;
}

/** Generated names are STACK-LOGICALID-RANDOM; buckets have them in lower case. */
const isOfStack = (name: string, stack: string, logicalId: string): boolean => {
  const made = `${stack}-${logicalId}`.toLowerCase();
  return name.toLowerCase() === made || name.toLowerCase().startsWith(`${made}-`);
};
