// The second port of one machine: the pages that the functions serve, and beside them the inbox and the Slack stand-in.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { readBody } from '../front/body.ts';
import { stackOf } from '../message-of.ts';
import type { HttpAnswer, HttpRequest } from '../runtime/http-payload.ts';
import { listen, stop } from './listen.ts';

/** Who answers. `inbox` says null for what is not its own. */
type Behind = {
  readonly inbox: (request: HttpRequest) => Promise<HttpAnswer | null>;
  readonly functions: (request: HttpRequest) => Promise<HttpAnswer>;
};

export type PagesServer = {
  readonly url: string;
  readonly port: number;
  /** Until then every request waits. */
  readonly open: (behind: Behind) => void;
  readonly close: () => Promise<void>;
};

const MOST_BYTES = 10 * 1024 * 1024;

const write = (res: ServerResponse, { status, headers, body }: HttpAnswer): void => {
  const grouped = new Map<string, string[]>();
  for (const [name, value] of headers) grouped.set(name, [...(grouped.get(name) ?? []), value]);
  res.writeHead(status, Object.fromEntries([...grouped, ['content-length', [String(body.length)]]]));
  res.end(body);
};

async function answer(behind: Behind, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const { method = 'GET', url = '/', headers, socket } = req;
  const body = await readBody(req, MOST_BYTES);
  const request = { method, url, headers, body, sourceIp: socket.remoteAddress ?? '127.0.0.1' };
  write(res, (await behind.inbox(request)) ?? (await behind.functions(request)));
}

const failed = (res: ServerResponse, error: unknown): void => {
  process.stderr.write(`pages: ${stackOf(error)}\n`);
  if (!res.headersSent) write(res, { status: 500, headers: [], body: Buffer.from('the stand-in failed') });
  else res.destroy();
};

/** Listens on 127.0.0.1; port 0 takes one that is free. Rejects with Node's error for a port in use (`EADDRINUSE`). */
export async function startPagesServer(port: number): Promise<PagesServer> {
  const opened = Promise.withResolvers<Behind>();
  const server = createServer((req, res) => {
    void opened.promise.then((behind) => answer(behind, req, res)).catch((error: unknown) => failed(res, error));
  });
  const bound = await listen(server, port, '127.0.0.1');
  return {
    url: `http://127.0.0.1:${bound}`,
    port: bound,
    open: opened.resolve,
    close: () => stop(server),
  };
}
