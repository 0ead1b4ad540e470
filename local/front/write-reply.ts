// Writes a reply to the socket.
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Reply } from './reply.ts';

/** Sends status, headers and body. Resolves also when the client went away: nobody is left to tell. */
export const writeReply = async (res: ServerResponse, reply: Reply, requestId: string): Promise<void> => {
  const headers: Record<string, string> = {
    ...reply.headers,
    'x-amzn-requestid': requestId,
    'x-amz-request-id': requestId,
  };
  const { body } = reply;
  if (!(body instanceof Readable) && headers['content-length'] === undefined && reply.status !== 204) {
    headers['content-length'] = String(Buffer.byteLength(body));
  }
  res.writeHead(reply.status, headers);
  if (!(body instanceof Readable)) {
    res.end(body);
    return;
  }
  try {
    await pipeline(body, res);
  } catch {
    // A reader that stops early, as one does that meets a size limit, ends the stream from its side.
    res.destroy();
  }
};
