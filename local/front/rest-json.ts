// AWS's REST JSON protocol: method and path name the operation, the body is JSON, errors are named in a header.
import { AwsError, type Caller } from '../service.ts';
import type { Reply } from './reply.ts';

/** A request of this protocol. */
export type RestRequest = {
  readonly method: string;
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly caller: Caller;
};

/** A service that speaks it, found by the service name in the signature's credential scope. */
export type RestService = {
  readonly signingName: string;
  /** The name in call counts. */
  readonly operationOf: (request: RestRequest) => string;
  readonly handle: (request: RestRequest) => Promise<Reply>;
};

/** The JSON object of a body; an empty body is an empty object. Throws SerializationException. */
export const restBody = (bytes: Buffer): Readonly<Record<string, unknown>> => {
  try {
    const value: unknown = bytes.length === 0 ? {} : JSON.parse(bytes.toString('utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Said below.
  }
  throw new AwsError('SerializationException', 'request body is not a JSON object');
};

/** The answer with its content type. */
export const restReply = (reply: Reply): Reply => ({
  ...reply,
  headers: { 'content-type': 'application/json', ...reply.headers },
});

/** An AwsError in this protocol's form. */
export const restError = (error: AwsError): Reply => ({
  status: error.statusCode,
  headers: { 'content-type': 'application/json', 'x-amzn-errortype': error.code },
  body: JSON.stringify({ message: error.message, ...error.extra }),
});
