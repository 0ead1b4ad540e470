// The client of the ledger's table, which all ports on it share: a second one would find endpoint, credentials and connections anew.
import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { readAddress } from '../config.ts';
import { READING } from './client-settings.ts';
import type { Table } from './ledger-table.ts';

/** The table's name; `client` is for tests: an endpoint, fixed credentials. */
export type TableOptions = { readonly tableName: string; readonly client?: DynamoDBClientConfig };

/** The table with the client that all ports on it share. */
export const tableOf = ({ tableName, client }: TableOptions): Table => ({ client: tableClient(client), tableName });

let shared: { readonly address: string; readonly client: DynamoDBClient } | null = null;

/**
 * The one client of this environment; one of its own where `config` is given: another region, an endpoint of a test. In AWS a process has
 * one environment. A thread of `npm start` serves one after another, and may find the services at another address.
 */
export function tableClient(config?: DynamoDBClientConfig): DynamoDBClient {
  if (config) return new DynamoDBClient({ ...READING, ...config });
  const address = readAddress();
  if (shared?.address !== address) shared = { address, client: new DynamoDBClient(READING) };
  return shared.client;
}
