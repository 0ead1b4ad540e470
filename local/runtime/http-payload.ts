// API Gateway's payload format 2.0: a request as the event that Lambda gets.
import type { IncomingHttpHeaders } from 'node:http';

/** A request as it came in; the body as its bytes. */
export type HttpRequest = {
  readonly method: string;
  /** Path and query as sent. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly sourceIp: string;
};

export type HttpAnswer = {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Buffer;
};

/** What the gateway knows besides the request. */
export type Payload = {
  readonly routeKey: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly iam: { readonly accountId: string; readonly userArn: string } | null;
  readonly requestId: string;
  readonly now: number;
};

/** An answer of the gateway itself. */
export const plain = (status: number, message: string): HttpAnswer => ({
  status,
  headers: [['content-type', 'application/json']],
  body: Buffer.from(JSON.stringify({ message })),
});

// What the gateway hands on as text; everything else, forms included, arrives as base64.
const TEXT = /^(?:text\/|application\/(?:json|javascript|xml|[\w.-]+\+(?:json|xml))(?:;|$))/iu;

/** Header names in lower case, the values of one name joined by commas; cookies have a list of their own. */
function headersOf(headers: IncomingHttpHeaders): Record<string, string> {
  const { cookie: _cookie, ...rest } = headers;
  return Object.fromEntries(
    Object.entries(rest).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(',') : value]],
    ),
  );
}

function queryOf(text: string): Record<string, string> | undefined {
  if (text === '') return undefined;
  const joined = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(text))
    joined.set(name, joined.has(name) ? `${joined.get(name)},${value}` : value);
  return Object.fromEntries(joined);
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (value: number): string => String(value).padStart(2, '0');
/** `24/Nov/2026:21:10:05 +0000`, as the gateway writes it. */
const clfTime = (now: number): string => {
  const at = new Date(now);
  const time = [at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds()].map(two).join(':');
  return `${two(at.getUTCDate())}/${MONTHS[at.getUTCMonth()]}/${at.getUTCFullYear()}:${time} +0000`;
};

function authorizerOf({ iam }: Payload): Record<string, unknown> {
  if (iam === null) return {};
  const who = {
    accessKey: iam.accountId,
    accountId: iam.accountId,
    callerId: 'AIDALOCAL',
    cognitoIdentity: null,
    principalOrgId: null,
    userArn: iam.userArn,
    userId: 'AIDALOCAL',
  };
  return { authorizer: { iam: who } };
}

function contextOf(request: HttpRequest, payload: Payload, path: string, account: string): Record<string, unknown> {
  const domainName = request.headers.host ?? 'localhost';
  return {
    accountId: account,
    apiId: 'local',
    ...authorizerOf(payload),
    domainName,
    domainPrefix: domainName.split('.')[0],
    http: {
      method: request.method,
      path,
      protocol: 'HTTP/1.1',
      sourceIp: request.sourceIp,
      userAgent: request.headers['user-agent'] ?? '',
    },
    requestId: payload.requestId,
    routeKey: payload.routeKey,
    stage: '$default',
    time: clfTime(payload.now),
    timeEpoch: payload.now,
  };
}

/** The event. Members that AWS leaves out when they are empty are left out. */
export function payloadOf(request: HttpRequest, payload: Payload, { account }: { account: string }): unknown {
  const [rawPath = '/', rawQueryString = ''] = request.url.split(/\?(.*)/su);
  const queryStringParameters = queryOf(rawQueryString);
  const cookies = request.headers.cookie?.split(/;\s*/u).filter((one) => one !== '');
  const isText = TEXT.test(request.headers['content-type'] ?? '');
  const hasBody = request.body.length > 0;
  return {
    version: '2.0',
    routeKey: payload.routeKey,
    rawPath,
    rawQueryString,
    ...(cookies && { cookies }),
    headers: headersOf(request.headers),
    ...(queryStringParameters && { queryStringParameters }),
    ...(Object.keys(payload.parameters).length > 0 && { pathParameters: payload.parameters }),
    requestContext: contextOf(request, payload, rawPath, account),
    ...(hasBody && { body: request.body.toString(isText ? 'utf8' : 'base64') }),
    isBase64Encoded: hasBody && !isText,
  };
}
