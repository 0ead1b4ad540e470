// HTTP requests signed by Signature Version 4, for what has no client here: our own IAM-authorized routes, stacks and metrics.
import { STSClient } from '@aws-sdk/client-sts';
import { READING } from './client-settings.ts';
import { asked } from './failures.ts';

/** Which AWS is called; `endpoint` is the address of another one, as in AWS_ENDPOINT_URL. */
export type AwsPlace = { readonly region: string; readonly endpoint: string | null };

/** Address of a service there, without a slash at the end. A global service has one address for all regions. */
export function addressOf(service: string, { region, endpoint }: AwsPlace, isGlobal = false): string {
  const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  return endpoint?.replace(/\/+$/u, '') ?? `https://${service}.${isGlobal ? '' : `${region}.`}${suffix}`;
}

export type SignedRequest = {
  readonly url: string;
  /** POST where it is not said. */
  readonly method?: 'GET';
  /** The signing name of the service: `execute-api`, `cloudformation`, `lambda`, `logs`. */
  readonly service: string;
  readonly contentType: string;
  /** X-Amz-Target, which names the operation in AWS's JSON protocol. */
  readonly target?: string;
  readonly body: string;
  /** Milliseconds to wait for the answer; API Gateway gives up after 30 s. */
  readonly timeout?: number;
};

/** `date` is the clock of whoever answered (ms); null where it does not tell. */
export type SignedAnswer = { readonly status: number; readonly text: string; readonly date: number | null };

const TIMEOUT = 31_000;

/** Sends one request in the caller's own name, once. Throws UnansweredError; the SDK's own errors where there are no credentials. */
export async function signedFetch(request: SignedRequest, region: string): Promise<SignedAnswer> {
  const url = new URL(request.url);
  const method = request.method ?? 'POST';
  // Any client has the signer with the usual chain of credentials; STS is the one that the command line has loaded anyway.
  const client = new STSClient({ ...READING, region });
  try {
    const scheme = { name: 'sigv4', signingName: request.service, signingRegion: region, properties: {} };
    const signer = await client.config.signer(scheme);
    const signed = await signer.sign({
      method,
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: {
        host: url.host,
        'content-type': request.contentType,
        ...(request.target && { 'x-amz-target': request.target }),
      },
      body: request.body,
    });
    return await asked(`${method} ${url.host}${url.pathname}`, post(url, signed.headers, request));
  } finally {
    client.destroy();
  }
}

async function post(
  url: URL,
  headers: Record<string, string>,
  { method, body, timeout = TIMEOUT }: SignedRequest,
): Promise<SignedAnswer> {
  const { host: _host, ...rest } = headers;
  try {
    const answer = await fetch(url, {
      method: method ?? 'POST',
      headers: rest,
      ...(method !== 'GET' && { body }),
      signal: AbortSignal.timeout(timeout),
    });
    const date = Date.parse(answer.headers.get('date') ?? '');
    return { status: answer.status, text: await answer.text(), date: Number.isNaN(date) ? null : date };
  } catch (error) {
    // fetch hides what the socket said in the cause.
    throw error instanceof TypeError && error.cause instanceof Error ? error.cause : error;
  }
}
