// An OpenID Connect provider of this machine: discovery, keys, authorization code with PKCE, signed ID tokens, and every lie that a test asks for.
import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Claims = Readonly<Record<string, unknown>>;
type Granted = { readonly nonce: string; readonly challenge: string; readonly redirectUri: string };

/** What the next ID token says and how it is signed; reset by a test as it likes. */
export type OidcStandIn = {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  next: { claims: Claims; key: 'own' | 'foreign' | 'none' };
  /** Paths that were asked, in order. */
  readonly asked: string[];
  readonly stop: () => Promise<void>;
};

const CLIENT = { clientId: 'modelgate', clientSecret: 'local-client-secret' } as const;
const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

function tokenOf(claims: Claims, key: KeyObject | null): string {
  const text = `${part({ alg: key === null ? 'none' : 'RS256', kid: 'k1', typ: 'JWT' })}.${part(claims)}`;
  return `${text}.${key === null ? '' : sign('sha256', Buffer.from(text), key).toString('base64url')}`;
}

async function bodyOf(request: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return new URLSearchParams(Buffer.concat(chunks).toString());
}

function metadataOf(issuer: string): Claims {
  return {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/keys`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    code_challenge_methods_supported: ['S256'],
  };
}

/** Starts it on a free port; everybody who arrives is signed in at once. */
export async function startOidcStandIn(): Promise<OidcStandIn> {
  const keys = { own: generateKeyPairSync('rsa', { modulusLength: 2048 }), foreign: null as KeyObject | null };
  const codes = new Map<string, Granted>();
  const asked: string[] = [];
  const server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const json = (response: ServerResponse, status: number, body: unknown): void =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

  function authorize(query: URLSearchParams, response: ServerResponse): void {
    const code = randomBytes(16).toString('hex');
    const redirectUri = query.get('redirect_uri') ?? '';
    const isPkce = query.get('code_challenge_method') === 'S256' && query.get('response_type') === 'code';
    if (!isPkce || query.get('client_id') !== CLIENT.clientId) return json(response, 400, { error: 'invalid_request' });
    codes.set(code, { nonce: query.get('nonce') ?? '', challenge: query.get('code_challenge') ?? '', redirectUri });
    const back = new URL(redirectUri);
    back.search = new URLSearchParams({ code, state: query.get('state') ?? '' }).toString();
    response.writeHead(302, { location: back.href }).end();
  }

  async function token(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const form = await bodyOf(request);
    const code = form.get('code') ?? '';
    const granted = codes.get(code);
    codes.delete(code);
    const basic = Buffer.from(`${CLIENT.clientId}:${CLIENT.clientSecret}`).toString('base64');
    const isClient =
      request.headers.authorization === `Basic ${basic}` || form.get('client_secret') === CLIENT.clientSecret;
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    if (!granted || !isClient || challenge !== granted.challenge || form.get('redirect_uri') !== granted.redirectUri)
      return json(response, 400, { error: 'invalid_grant' });
    const now = Math.floor(Date.now() / 1000);
    const about = { iss: issuer, aud: CLIENT.clientId, sub: 's', iat: now, exp: now + 300, nonce: granted.nonce };
    const { claims, key } = standIn.next;
    keys.foreign ??= key === 'foreign' ? generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey : null;
    const signer = { own: keys.own.privateKey, foreign: keys.foreign, none: null }[key];
    return json(response, 200, {
      access_token: 'a',
      token_type: 'Bearer',
      expires_in: 300,
      id_token: tokenOf({ ...about, ...claims }, signer),
    });
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', issuer);
    asked.push(pathname);
    if (pathname === '/.well-known/openid-configuration') return json(response, 200, metadataOf(issuer));
    if (pathname === '/keys')
      return json(response, 200, {
        keys: [{ ...keys.own.publicKey.export({ format: 'jwk' }), kid: 'k1', alg: 'RS256', use: 'sig' }],
      });
    if (pathname === '/authorize') return authorize(searchParams, response);
    return pathname === '/token' ? token(request, response) : json(response, 404, {});
  }

  const standIn: OidcStandIn = {
    issuer,
    ...CLIENT,
    asked,
    next: { claims: {}, key: 'own' },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => void server.close(resolve));
    },
  };
  return standIn;
}
