// AWS's REST JSON protocol: method and path name the operation, the body is JSON, errors are named in a header.
import type { AwsError, Caller } from '../service.ts';
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
