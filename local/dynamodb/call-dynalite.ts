// Asks a dynalite in this process, without a socket.
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import dynalite from 'dynalite';

/** dynalite's answer; the body is JSON text. */
type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/** One store: the tables of an account in a region. */
export type Store = { readonly call: (operation: string, body: Buffer) => Promise<Answer> };

const headers = {
  'content-type': 'application/x-amz-json-1.0',
  'x-amz-date': '20260101T000000Z',
  authorization:
    'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
};

// dynalite takes account and region of its table ARNs from the environment, once, while it is created.
const createServer = (account: string, region: string): Server => {
  const before = { AWS_ACCOUNT_ID: process.env['AWS_ACCOUNT_ID'], AWS_REGION: process.env['AWS_REGION'] };
  Object.assign(process.env, { AWS_ACCOUNT_ID: account, AWS_REGION: region });
  try {
    return dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  } finally {
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
};

/** An empty store in memory. */
export const createStore = (account: string, region: string): Store => {
  const server = createServer(account, region);
  const call = (operation: string, body: Buffer): Promise<Answer> =>
    new Promise((resolve) => {
      const target = `DynamoDB_20120810.${operation}`;
      const request = { headers: { ...headers, 'x-amz-target': target }, method: 'POST', url: '/' };
      const answered: Record<string, string> = {};
      const response = {
        statusCode: 200,
        setHeader: (name: string, value: unknown) => void (answered[name.toLowerCase()] = String(value)),
        end: (text: string) => resolve({ status: response.statusCode, headers: answered, body: text }),
      };
      // A request built here never breaks off, which dynalite would answer by throwing out of an event.
      const req = Object.assign(Readable.from([body]), request) as unknown as IncomingMessage;
      server.emit('request', req, response as unknown as ServerResponse);
    });
  return { call };
};
