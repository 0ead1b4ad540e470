// AWS's JSON protocols 1.0 and 1.1: an X-Amz-Target header, a JSON body, errors by `__type`.
import { parseObject, type JsonObject } from '../json-object.ts';
import { AwsError, type Caller, type JsonService } from '../service.ts';
import type { Reply } from './reply.ts';

/** A JSON service with what the front door must know besides its operations. */
export type HostedService = JsonService & {
  /** The name in call counts, e.g. `EventBridge`. */
  readonly name: string;
  /** The name in IAM actions, e.g. `events`. */
  readonly action: string;
  /** Prefix of `__type` where clients expect one, e.g. `com.amazonaws.sqs#`. */
  readonly errorNamespace?: string;
  /** Extra headers of an error, e.g. SQS's `x-amzn-query-error`. */
  readonly errorHeaders?: (error: AwsError) => Record<string, string>;
};

/** An error that says what was asked and what there is instead. */
export const unknownOperation = (action: string, operation: string, known: readonly string[]): AwsError =>
  new AwsError(
    'UnknownOperationException',
    `\`${action}:${operation}\` is not part of this stand-in; it knows ${known.toSorted().join(', ')}`,
  );

/** An AwsError in JSON form: `__type`, `message`, the header `x-amzn-errortype`. */
export const jsonError = (error: AwsError, contentType: string, service?: HostedService): Reply => ({
  status: error.statusCode,
  headers: {
    'content-type': contentType,
    'x-amzn-errortype': error.code,
    ...service?.errorHeaders?.(error),
  },
  body: JSON.stringify({
    __type: `${service?.errorNamespace ?? ''}${error.code}`,
    message: error.message,
    ...error.extra,
  }),
});

/** The JSON object of a request's body; an empty body is an empty object. Throws SerializationException. */
export const jsonBody = (bytes: Buffer): JsonObject => {
  const body = bytes.length === 0 ? {} : parseObject(bytes.toString('utf8'));
  if (body === null) throw new AwsError('SerializationException', 'request body is not a JSON object');
  return body;
};

/** Works one JSON call. Throws the service's AwsError; `undefined` answers become an empty body as AWS sends it. */
export const answerJson = async (
  service: HostedService,
  operation: string,
  body: Buffer,
  caller: Caller,
  contentType: string,
): Promise<Reply> => {
  const known = Object.hasOwn(service.operations, operation) ? service.operations[operation] : undefined;
  if (known === undefined) throw unknownOperation(service.action, operation, Object.keys(service.operations));
  const output = await known(jsonBody(body), caller);
  const text = output === undefined ? '' : JSON.stringify(output);
  return { status: 200, headers: { 'content-type': contentType }, body: text };
};
