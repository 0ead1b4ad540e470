// Signing in at the organisation's own provider; what ties the way back to the way out is sealed into a cookie, so that no GET writes anything.
import type { OidcChecks, OidcProvider } from '../oidc-provider.ts';
import type { Person, ReviewerDirectory } from '../policy/directory.ts';
import type { Clock } from '../ports.ts';
import { keyOf, macOf, sameBytes, type ReadSigningKeys } from './signing-keys.ts';

/** Seconds that a person has at the provider. */
export const OIDC_SECONDS = 10 * 60;

type Sealed = OidcChecks & { readonly returnTo: string; readonly expiresAt: number };

type OidcFault = 'noSigningKey' | 'noCookie' | 'wrongSeal' | 'over' | 'notGranted' | 'unknownAddress' | 'revoked';

export type OidcDoor = {
  readonly start: (returnTo: string) => Promise<{ readonly url: string; readonly cookie: string }>;
  readonly finish: (
    query: string,
    cookie: string | null,
  ) => Promise<
    | { readonly person: Person; readonly groups: readonly string[] | null; readonly returnTo: string }
    | { readonly fault: OidcFault; readonly cause?: unknown }
  >;
};

export type OidcDoorPorts = {
  readonly provider: OidcProvider;
  readonly readKeys: ReadSigningKeys;
  readonly clock: Clock;
  readonly directory: ReviewerDirectory;
  readonly isRevoked: (personId: string) => Promise<boolean>;
};

const PURPOSE = 'modelgate oidc v1';

/** The door at one provider: a person is whoever the directory has under the address that the provider vouches for. */
export function makeOidcDoor(ports: OidcDoorPorts): OidcDoor {
  const { provider, readKeys, clock } = ports;
  const seal = async (sealed: Sealed): Promise<string> => {
    const { current } = await readKeys();
    const text = Buffer.from(JSON.stringify(sealed)).toString('base64url');
    return `${current.id}.${text}.${macOf(current, [PURPOSE, text]).toString('hex')}`;
  };
  const unseal = async (cookie: string | null): Promise<Sealed | OidcFault> => {
    const [keyId = '', text = '', mac = ''] = (cookie ?? '').split('.');
    if (mac === '') return 'noCookie';
    const keys = await readKeys().catch(() => null);
    if (!keys) return 'noSigningKey';
    const key = keyOf(keys, keyId);
    if (!key || !sameBytes(macOf(key, [PURPOSE, text]), Buffer.from(mac, 'hex'))) return 'wrongSeal';
    const sealed = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as Sealed;
    return clock() < sealed.expiresAt ? sealed : 'over';
  };
  return {
    async start(returnTo) {
      const { url, checks } = await provider.start();
      return { url, cookie: await seal({ ...checks, returnTo, expiresAt: clock() + OIDC_SECONDS * 1000 }) };
    },
    async finish(query, cookie) {
      const sealed = await unseal(cookie);
      if (typeof sealed === 'string') return { fault: sealed };
      const claims = await provider.finish(query, sealed).catch((cause: unknown) => ({ cause }));
      if ('cause' in claims) return { fault: 'notGranted', cause: claims.cause };
      const email = claims.email?.toLowerCase();
      const person = ports.directory.people.find((one) => one.email.toLowerCase() === email);
      if (!person) return { fault: 'unknownAddress' };
      if (await ports.isRevoked(person.id)) return { fault: 'revoked' };
      return { person, groups: claims.groups, returnTo: sealed.returnTo };
    },
  };
}
