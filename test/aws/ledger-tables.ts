// A ledger table in an in-process dynalite, with the keys and indexes that serverless.yml gives it.
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { CreateTableCommand, DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';

export type Dynalite = {
  readonly config: DynamoDBClientConfig;
  readonly client: DynamoDBClient;
  /** Makes an empty table; answers its name. */
  readonly makeTable: () => Promise<string>;
  readonly stop: () => Promise<void>;
};

/** Starts it on a free port. */
export async function startDynalite(): Promise<Dynalite> {
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const config: DynamoDBClientConfig = {
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  };
  const client = new DynamoDBClient(config);
  let tables = 0;
  return {
    config,
    client,
    async makeTable() {
      const name = `ledger-${tables++}`;
      await client.send(createTable(name));
      return name;
    },
    async stop() {
      client.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const index = (name: string, hash: string, range: string, projection: 'ALL' | 'KEYS_ONLY') => ({
  IndexName: name,
  KeySchema: [
    { AttributeName: hash, KeyType: 'HASH' as const },
    { AttributeName: range, KeyType: 'RANGE' as const },
  ],
  Projection: { ProjectionType: projection },
});

const createTable = (name: string): CreateTableCommand =>
  new CreateTableCommand({
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: ['pk', 'sk', 'dueKind', 'logMonth', 'logTime']
      .map((one): { AttributeName: string; AttributeType: 'S' | 'N' } => ({ AttributeName: one, AttributeType: 'S' }))
      .concat({ AttributeName: 'dueAt', AttributeType: 'N' }),
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    GlobalSecondaryIndexes: [index('due', 'dueKind', 'dueAt', 'ALL'), index('log', 'logMonth', 'logTime', 'KEYS_ONLY')],
  });
