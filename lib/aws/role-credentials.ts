// Credentials of a role in another account, from STS AssumeRole. The client is loaded only where a role is needed.
import type { STSClientConfig } from '@aws-sdk/client-sts';
import { MINUTE } from '../times.ts';

/** Credentials as the SDK takes them. */
export type Given = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
};

/** What the SDK takes as credentials. */
type Credentials = () => Promise<Given>;

export type Role = {
  readonly roleArn: string;
  readonly externalId: string | null;
  readonly region: string;
  /** What the session is for: it is named after it and tagged with it, so that CloudTrail over there tells. */
  readonly decisionId?: string;
  /** For tests: an endpoint, fixed credentials. */
  readonly client?: STSClientConfig;
};

/** Credentials are asked for anew so long before their end (ms). */
const BEFORE_END = 5 * MINUTE;

/** A provider for `roleArn`; its credentials are kept until five minutes before their end, for all clients that share it. Throws what STS throws. */
export function makeRoleCredentials(role: Role): Credentials {
  let kept: Promise<Given> | null = null;
  return async () => {
    const before = kept;
    const known = await before?.catch(() => null);
    if (known && (known.expiration?.getTime() ?? 0) - BEFORE_END > Date.now()) return known;
    // Another client may have asked meanwhile: its session serves this one too.
    if (kept && kept !== before) return kept;
    kept = import('./assume-role.ts').then(({ assumeRole }) => assumeRole(role));
    return kept;
  };
}
