// API Gateway's payload format 2.0 as a standard Request with its raw bytes, and a standard Response as what Lambda answers.
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

/** What the gateway vouches for; nothing of it comes from the request's own headers. */
export type Gateway = {
  readonly sourceIp: string;
  /** ARN of the IAM identity that signed; null on routes without IAM authorization. */
  readonly callerArn: string | null;
  readonly requestId: string;
};

/** The request, its body byte for byte: a form arrives as base64, JSON as text. */
export function requestOf(event: APIGatewayProxyEventV2): Request {
  const { rawPath, rawQueryString, headers, cookies = [], body, isBase64Encoded, requestContext } = event;
  const own = new Headers();
  for (const [name, value] of Object.entries(headers)) if (value !== undefined) own.set(name, value);
  if (cookies.length > 0) own.set('cookie', cookies.join('; '));
  const method = requestContext.http.method;
  const bytes = body === undefined ? null : Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  // Only path and query are taken from the event: no host name of a caller decides anything.
  const url = `https://doors.invalid${rawPath}${rawQueryString === '' ? '' : `?${rawQueryString}`}`;
  return new Request(url, {
    method,
    headers: own,
    ...(bytes !== null && method !== 'GET' && method !== 'HEAD' && { body: new Uint8Array(bytes) }),
  });
}

/** Who called, by the gateway's own word. */
export function gatewayOf({ requestContext }: APIGatewayProxyEventV2): Gateway {
  const { authorizer } = requestContext as { readonly authorizer?: { readonly iam?: { readonly userArn?: string } } };
  return {
    sourceIp: requestContext.http.sourceIp,
    callerArn: authorizer?.iam?.userArn ?? null,
    requestId: requestContext.requestId,
  };
}

/** The answer; cookies go into a list of their own, as the format wants. */
export async function resultOf(response: Response): Promise<APIGatewayProxyStructuredResultV2> {
  const headers = Object.fromEntries([...response.headers].filter(([name]) => name !== 'set-cookie'));
  const cookies = response.headers.getSetCookie();
  const bytes = Buffer.from(await response.arrayBuffer());
  // A compressed page is no text.
  const isBase64Encoded = response.headers.has('content-encoding');
  return {
    statusCode: response.status,
    headers,
    ...(cookies.length > 0 && { cookies }),
    body: bytes.toString(isBase64Encoded ? 'base64' : 'utf8'),
    isBase64Encoded,
  };
}
