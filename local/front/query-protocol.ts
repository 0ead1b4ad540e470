// The Query protocol: a form names the operation, the answer is XML under its name.
import type { AwsError, Caller } from '../service.ts';
import { unknownOperation } from './json-protocol.ts';
import type { Reply } from './reply.ts';
import { xmlDocument, type XmlValue } from './xml.ts';

/** A service of this protocol. Its answers throw AwsError; UnknownOperationException for an operation that it does not know. */
export type QueryService = {
  /** How its calls are counted. */
  readonly name: string;
  readonly answer: (form: URLSearchParams, caller: Caller, requestId: string) => Reply;
};

/** The operations of one service; `namespace` is that of its documents. */
export type QueryOperations<Given> = {
  readonly service: string;
  readonly namespace: string;
  readonly operations: Readonly<Record<string, (given: Given) => XmlValue>>;
};

/** The answer to a form. Throws what its operation throws, or that there is none of this name. */
export function answerQuery<Given>(
  { service, namespace, operations }: QueryOperations<Given>,
  form: URLSearchParams,
  requestId: string,
  given: () => Given,
): Reply {
  const operation = form.get('Action') ?? '';
  const work = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
  if (!work) throw unknownOperation(service, operation, Object.keys(operations));
  const body = { [`${operation}Result`]: work(given()), ResponseMetadata: { RequestId: requestId } };
  return document(200, `${operation}Response`, body, namespace);
}

/** An AwsError as this protocol says it. */
export const queryError = (error: AwsError, requestId: string): Reply =>
  document(error.statusCode, 'ErrorResponse', {
    Error: { Type: error.statusCode < 500 ? 'Sender' : 'Receiver', Code: error.code, Message: error.message },
    RequestId: requestId,
  });

const document = (status: number, root: string, value: XmlValue, namespace?: string): Reply => ({
  status,
  headers: { 'content-type': 'text/xml' },
  body: xmlDocument(root, value, namespace),
});
