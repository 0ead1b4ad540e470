// The client of the ledger's table, which all ports on it share: a second one would find endpoint, credentials and connections anew.
import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { READING } from './client-settings.ts';

let shared: DynamoDBClient | null = null;

/** The one client of this process; one of its own where `config` is given: another region, an endpoint of a test. */
export function tableClient(config?: DynamoDBClientConfig): DynamoDBClient {
  if (config) return new DynamoDBClient({ ...READING, ...config });
  return (shared ??= new DynamoDBClient(READING));
}
