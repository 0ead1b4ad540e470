// API Gateway's events as a standard Request with its raw bytes, and a standard Response as what Lambda answers: payload 2.0 of an HTTP API, 1.0 of a private REST API.
import type {
  APIGatewayProxyEvent,
  APIGatewayProxyEventV2,
  APIGatewayProxyResult,
  APIGatewayProxyStructuredResultV2,
} from 'aws-lambda';

/** What the gateway vouches for; nothing of it comes from the request's own headers. */
export type Gateway = {
  readonly sourceIp: string;
  /** ARN of the IAM identity that signed; null on routes without IAM authorization. */
  readonly callerArn: string | null;
  readonly requestId: string;
};

/** Either form; only a REST API says `httpMethod`. */
export type HttpEvent = APIGatewayProxyEventV2 | APIGatewayProxyEvent;
export type HttpResult = APIGatewayProxyStructuredResultV2 | APIGatewayProxyResult;

const isRest = (event: HttpEvent): event is APIGatewayProxyEvent => 'httpMethod' in event;

/** Of which no Request can be made. Source: Fetch standard, forbidden methods. */
const FORBIDDEN: readonly string[] = ['CONNECT', 'TRACE', 'TRACK'];

/** The request, its body byte for byte: a form arrives as base64, JSON as text. null for a method that no door knows. */
export function requestOf(event: HttpEvent): Request | null {
  const { method, target, headers } = isRest(event) ? partsOfRest(event) : partsOfHttp(event);
  if (FORBIDDEN.includes(method.toUpperCase())) return null;
  const { body, isBase64Encoded } = event;
  const bytes = typeof body === 'string' ? Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8') : null;
  // Only path and query are taken from the event: no host name of a caller decides anything.
  return new Request(`https://doors.invalid${target}`, {
    method,
    headers,
    ...(bytes !== null && method !== 'GET' && method !== 'HEAD' && { body: new Uint8Array(bytes) }),
  });
}

type Parts = { readonly method: string; readonly target: string; readonly headers: Headers };

function partsOfHttp({
  rawPath,
  rawQueryString,
  headers,
  cookies = [],
  requestContext,
}: APIGatewayProxyEventV2): Parts {
  const given = Object.entries(headers).flatMap(([name, value]): Pair[] =>
    value === undefined ? [] : [[name, value]],
  );
  const cookie = cookies.filter((one) => VALUE.test(one)).join('; ');
  const target = `${rawPath}${rawQueryString === '' ? '' : `?${rawQueryString}`}`;
  const own = headersOf(cookie === '' ? given : [...given, ['cookie', cookie]]);
  return { method: requestContext.http.method, target, headers: own };
}

/** Query values arrive decoded; `path` is without the stage, behind a domain name of one's own as well. */
function partsOfRest(event: APIGatewayProxyEvent): Parts {
  const { httpMethod: method, path, multiValueHeaders, multiValueQueryStringParameters: query } = event;
  const pairs = pairsOf(query);
  const target = `${path}${pairs.length === 0 ? '' : `?${new URLSearchParams(pairs).toString()}`}`;
  return { method, target, headers: headersOf(pairsOf(multiValueHeaders)) };
}

type Pair = [name: string, value: string];

const pairsOf = (map: Readonly<Record<string, string[] | undefined>> | null): Pair[] =>
  Object.entries(map ?? {}).flatMap(([name, values = []]) => values.map((value): Pair => [name, value]));

/** Source: Fetch standard, header value and byte string. */
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/u;

/** A value that no Request can have is left out: to every door it is as if it had not been sent. */
const headersOf = (pairs: readonly Pair[]): Headers => new Headers(pairs.filter(([, value]) => VALUE.test(value)));

/** Who called, by the gateway's own word. */
export function gatewayOf(event: HttpEvent): Gateway {
  if (isRest(event)) {
    const { identity, requestId } = event.requestContext;
    return { sourceIp: identity.sourceIp, callerArn: identity.userArn ?? null, requestId };
  }
  const { requestContext } = event;
  const { authorizer } = requestContext as { readonly authorizer?: { readonly iam?: { readonly userArn?: string } } };
  return {
    sourceIp: requestContext.http.sourceIp,
    callerArn: authorizer?.iam?.userArn ?? null,
    requestId: requestContext.requestId,
  };
}

/** The answer in the form of the event; cookies go into a list of their own, as either format wants. */
export async function resultOf(response: Response, event: HttpEvent): Promise<HttpResult> {
  const headers = Object.fromEntries([...response.headers].filter(([name]) => name !== 'set-cookie'));
  const cookies = response.headers.getSetCookie();
  const bytes = Buffer.from(await response.arrayBuffer());
  // A compressed page is no text.
  const isBase64Encoded = response.headers.has('content-encoding');
  const inForm = isRest(event) ? { multiValueHeaders: { 'set-cookie': cookies } } : { cookies };
  return {
    statusCode: response.status,
    headers,
    ...(cookies.length > 0 && inForm),
    body: bytes.toString(isBase64Encoded ? 'base64' : 'utf8'),
    isBase64Encoded,
  };
}
