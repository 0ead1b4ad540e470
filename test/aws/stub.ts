// An HTTP server that answers SDK calls as a test wants, and remembers them.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export type StubRequest = {
  readonly operation: string;
  readonly path: string;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: unknown;
};
/** `body` is sent as JSON, a text or Buffer as it is; null breaks the connection off. */
export type StubAnswer = {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
} | null;

export type Stub = {
  readonly requests: readonly StubRequest[];
  readonly config: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  readonly stop: () => Promise<void>;
};

/** Starts it on a free port. */
export async function startStub(answer: (request: StubRequest) => StubAnswer | Promise<StubAnswer>): Promise<Stub> {
  const requests: StubRequest[] = [];
  const server = createServer((req, res) => {
    void (async () => {
      const text = Buffer.concat(await Array.fromAsync(req as AsyncIterable<Buffer>)).toString();
      const operation =
        String(req.headers['x-amz-target'] ?? '')
          .split('.')
          .at(-1) ?? '';
      const isJson = (req.headers['content-type'] ?? '').includes('json');
      const request = {
        operation,
        path: req.url ?? '',
        headers: req.headers,
        body: isJson ? (JSON.parse(text) as unknown) : text,
      };
      requests.push(request);
      const given = await answer(request);
      if (!given) {
        req.socket.destroy();
        return;
      }
      const isRaw = typeof given.body === 'string' || Buffer.isBuffer(given.body);
      res.writeHead(given.status, given.headers);
      res.end(isRaw ? given.body : JSON.stringify(given.body));
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    requests,
    config: {
      endpoint: `http://127.0.0.1:${port}`,
      region: 'us-east-1',
      credentials: { accessKeyId: '111122223333', secretAccessKey: 'x' },
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
