// The embedded STS: GetCallerIdentity in the Query protocol.
import { unknownOperation } from '../front/json-protocol.ts';
import type { Reply } from '../front/reply.ts';
import { xmlDocument } from '../front/xml.ts';
import type { AwsError, Caller } from '../service.ts';

const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';

const document = (status: number, root: string, value: Parameters<typeof xmlDocument>[1]): Reply => ({
  status,
  headers: { 'content-type': 'text/xml' },
  body: xmlDocument(root, value, NAMESPACE),
});

/** An AwsError in the Query protocol's XML. */
export const queryError = (error: AwsError, requestId: string): Reply =>
  document(error.statusCode, 'ErrorResponse', {
    Error: { Type: error.statusCode < 500 ? 'Sender' : 'Receiver', Code: error.code, Message: error.message },
    RequestId: requestId,
  });

/** Answers a form-encoded STS request. Throws UnknownOperationException for all but GetCallerIdentity. */
export const answerSts = (operation: string, caller: Caller, requestId: string): Reply => {
  if (operation !== 'GetCallerIdentity') throw unknownOperation('sts', operation, ['GetCallerIdentity']);
  const assumed = caller.principalArn.includes(':assumed-role/');
  const Result = {
    Arn: caller.principalArn,
    UserId: assumed ? 'AROALOCAL:session' : 'AIDALOCAL',
    Account: caller.account,
  };
  const ResponseMetadata = { RequestId: requestId };
  return document(200, 'GetCallerIdentityResponse', { GetCallerIdentityResult: Result, ResponseMetadata });
};
