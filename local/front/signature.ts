// Who signed a request: read from the SigV4 credential scope; the signature itself is not checked.
import type { IncomingHttpHeaders } from 'node:http';
import { AwsError, type Caller } from '../service.ts';

/** The caller and the service name of the credential scope (`s3`, `sts`, `events`). */
export type Signed = { readonly caller: Caller; readonly service: string };

const principal = (account: string, headers: IncomingHttpHeaders, token: string | undefined): string => {
  const [, role, session = 'session'] = /^role\/([\w+=,.@-]+)(?:\/([\w+=,.@-]+))?$/.exec(token ?? '') ?? [];
  if (role !== undefined) return `arn:aws:sts::${account}:assumed-role/${role}/${session}`;
  const user = /^user\/([\w+=,.@-]+)$/.exec(token ?? '')?.[1] ?? headers['x-local-user'];
  return `arn:aws:iam::${account}:user/${typeof user === 'string' && user !== '' ? user : 'local'}`;
};

const credentialOf = (headers: IncomingHttpHeaders, query: URLSearchParams): string | undefined => {
  const header = headers.authorization;
  if (header === undefined) return query.get('X-Amz-Credential') ?? undefined;
  const found = /Credential=([^,\s]+)/.exec(header)?.[1];
  if (found === undefined) {
    throw new AwsError(
      'IncompleteSignature',
      "Authorization header requires 'Credential' parameter (AWS Signature V4).",
    );
  }
  return found;
};

/**
 * Reads the caller from the Authorization header or, for presigned addresses, from the query.
 * Gives undefined for an unsigned request; throws IncompleteSignature for a scope that cannot be read.
 * Source: AWS Signature Version 4, `AKID/date/region/service/aws4_request` (SigV4A leaves out the region).
 */
export const readSignature = (
  headers: IncomingHttpHeaders,
  query: URLSearchParams,
  defaults: { readonly account: string; readonly region: string },
): Signed | undefined => {
  const credential = credentialOf(headers, query);
  if (credential === undefined) return undefined;
  const parts = credential.split('/');
  const scope = parts.slice(-4);
  const service = parts.at(-2);
  const key = parts[0];
  if (parts.length < 4 || service === undefined || key === undefined || parts.at(-1) !== 'aws4_request') {
    throw new AwsError(
      'IncompleteSignature',
      `credential scope is not AKID/date/region/service/aws4_request: ${credential}`,
    );
  }
  const region = parts.length >= 5 ? (scope[1] ?? defaults.region) : defaults.region;
  const account = /^\d{12}$/.test(key) ? key : defaults.account;
  const header = headers['x-amz-security-token'];
  const token = typeof header === 'string' ? header : (query.get('X-Amz-Security-Token') ?? undefined);
  return { caller: { account, region, principalArn: principal(account, headers, token) }, service };
};
