// One OpenID Connect provider: authorization code flow with PKCE, by openid-client, which is loaded with the first sign-in.
import type { Configuration } from 'openid-client';

/** What ties the way back to the way out; kept in the browser's cookie, sealed. */
export type OidcChecks = { readonly state: string; readonly nonce: string; readonly verifier: string };

/** What the provider vouches for. */
type OidcClaims = { readonly email: string | null; readonly groups: readonly string[] | null };

export type OidcProvider = {
  /** Where to send the browser. Throws where the provider does not answer. */
  readonly start: () => Promise<{ readonly url: string; readonly checks: OidcChecks }>;
  /** Trades the code of the callback's query for claims. Throws where anything does not fit: state, nonce, verifier, signature, issuer, audience. */
  readonly finish: (callbackQuery: string, checks: OidcChecks) => Promise<OidcClaims>;
};

export type OidcOptions = {
  readonly issuer: string;
  readonly clientId: string;
  readonly readClientSecret: () => Promise<string>;
  /** Where the provider sends the browser back; registered there. */
  readonly redirectUri: string;
  /** The claim that lists groups; null: none are taken. */
  readonly groupsClaim: string | null;
  /** What is asked for, such as `openid email groups`. */
  readonly scope: string;
};

/** Seconds for each call to the provider. */
const TIMEOUT = 5;

/**
 * The claims that count. An address that the provider does not vouch for is nobody's: `email_verified` has to be true, or Microsoft Entra's
 * `xms_edov`, which it sends instead (OpenID Connect Core 5.1; Microsoft identity platform, optional claims).
 */
function claimsOf(claims: Readonly<Record<string, unknown>>, groupsClaim: string | null): OidcClaims {
  const { email, email_verified: isVerified, xms_edov: isOwned } = claims;
  const isSure = [true, 'true', 1, '1'].some(
    (yes) => isVerified === yes || (isVerified === undefined && isOwned === yes),
  );
  const groups = groupsClaim === null ? null : claims[groupsClaim];
  return {
    email: typeof email === 'string' && isSure ? email : null,
    groups: groupsClaim === null ? null : [groups].flat().filter((one): one is string => typeof one === 'string'),
  };
}

const load = () => import('openid-client');

async function discover(options: OidcOptions): Promise<Configuration> {
  const { allowInsecureRequests, discovery, enableNonRepudiationChecks } = await load();
  // Only an issuer of this machine may be plain http: configuration refuses every other (lib/config.ts).
  const insecure = options.issuer.startsWith('http://') ? [allowInsecureRequests] : [];
  // By itself the library trusts the connection to the token endpoint; here the signature of the token is checked too.
  const execute = [enableNonRepudiationChecks, ...insecure];
  const secret = await options.readClientSecret();
  return discovery(new URL(options.issuer), options.clientId, secret, undefined, { execute, timeout: TIMEOUT });
}

async function startFlow(
  configuration: Configuration,
  { redirectUri, scope }: OidcOptions,
): ReturnType<OidcProvider['start']> {
  const oidc = await load();
  const checks = { state: oidc.randomState(), nonce: oidc.randomNonce(), verifier: oidc.randomPKCECodeVerifier() };
  const url = oidc.buildAuthorizationUrl(configuration, {
    redirect_uri: redirectUri,
    scope,
    code_challenge: await oidc.calculatePKCECodeChallenge(checks.verifier),
    code_challenge_method: 'S256',
    state: checks.state,
    nonce: checks.nonce,
  });
  return { url: url.href, checks };
}

/** The provider; its metadata is read with the first sign-in, and again where that failed. */
export function makeOidcProvider(options: OidcOptions): OidcProvider {
  let discovered: Promise<Configuration> | null = null;
  const configuration = (): Promise<Configuration> => {
    discovered ??= discover(options).catch((error: unknown) => {
      discovered = null;
      throw error;
    });
    return discovered;
  };
  return {
    start: async () => startFlow(await configuration(), options),
    async finish(callbackQuery, { state, nonce, verifier }) {
      const oidc = await load();
      const callback = new URL(options.redirectUri);
      callback.search = callbackQuery;
      const tokens = await oidc.authorizationCodeGrant(await configuration(), callback, {
        pkceCodeVerifier: verifier,
        expectedState: state,
        expectedNonce: nonce,
        idTokenExpected: true,
      });
      return claimsOf(tokens.claims() ?? {}, options.groupsClaim);
    },
  };
}
