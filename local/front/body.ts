// Reads a request body whole, up to a limit.
import type { IncomingMessage } from 'node:http';
import { AwsError } from '../service.ts';

/** The body's bytes. Throws RequestEntityTooLarge (413) beyond `limit` bytes; the rest is read and dropped. */
export const readBody = async (req: IncomingMessage, limit: number): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of req) {
    const bytes = chunk as Buffer;
    size += bytes.length;
    // Keep reading: an answer before the request's end makes some clients report a broken pipe instead of the error.
    if (size <= limit) chunks.push(bytes);
  }
  if (size > limit) {
    throw new AwsError('RequestEntityTooLarge', `request body is ${size} bytes, at most ${limit} are accepted`, 413);
  }
  return Buffer.concat(chunks);
};
