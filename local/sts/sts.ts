// The embedded STS: GetCallerIdentity and AssumeRole in the Query protocol.
import { unknownOperation } from '../front/json-protocol.ts';
import type { Reply } from '../front/reply.ts';
import { xmlDocument } from '../front/xml.ts';
import { AwsError, type Caller } from '../service.ts';

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

const HOUR = 3_600_000;
const ROLE = /^arn:aws:iam::(\d{12}):role\/(?:.*\/)?([\w+=,.@-]{1,64})$/u;

/** Credentials as this stand-in reads them back: the access key is the role's account, the token names the role. */
const assumeRole = (form: URLSearchParams, now: number): object => {
  const roleArn = form.get('RoleArn') ?? '';
  const [, account = '', role = ''] = ROLE.exec(roleArn) ?? [];
  if (!role) throw new AwsError('ValidationError', `${roleArn} is invalid`);
  const session = form.get('RoleSessionName') ?? 'session';
  return {
    Credentials: {
      AccessKeyId: account,
      SecretAccessKey: 'local',
      SessionToken: `role/${role}`,
      Expiration: new Date(now + HOUR).toISOString(),
    },
    AssumedRoleUser: {
      AssumedRoleId: `AROALOCAL:${session}`,
      Arn: `arn:aws:sts::${account}:assumed-role/${role}/${session}`,
    },
  };
};

const callerIdentity = (caller: Caller): object => ({
  Arn: caller.principalArn,
  UserId: caller.principalArn.includes(':assumed-role/') ? 'AROALOCAL:session' : 'AIDALOCAL',
  Account: caller.account,
});

/** Answers a form-encoded STS request; `now` in milliseconds. Throws UnknownOperationException for what it does not know. */
export const answerSts = (form: URLSearchParams, caller: Caller, requestId: string, now: number): Reply => {
  const operation = form.get('Action') ?? '';
  const results: Readonly<Record<string, () => object>> = {
    GetCallerIdentity: () => callerIdentity(caller),
    AssumeRole: () => assumeRole(form, now),
  };
  const result = results[operation];
  if (!result) throw unknownOperation('sts', operation, Object.keys(results));
  const answer = { [`${operation}Result`]: result(), ResponseMetadata: { RequestId: requestId } };
  return document(200, `${operation}Response`, answer as Parameters<typeof xmlDocument>[1]);
};
