// Credentials for a registration target: the role that the file names, in a session for one decision; or the function's own.
import type { TargetAccess } from '../registration-ports.ts';
import { makeBoundedCache } from './bounded-cache.ts';
import { makeRoleCredentials } from './role-credentials.ts';

export type TargetCredentials = (access: TargetAccess) => {
  readonly credentials?: ReturnType<typeof makeRoleCredentials>;
};

const MOST_SESSIONS = 64;

/** Under which rights a call is made: accesses with the same text may share a session. The external id is part of it, as a role trusts whoever gives the right one. */
const sessionOf = ({ roleArn, externalId, decisionId }: TargetAccess): string =>
  roleArn === null ? '' : [roleArn, externalId ?? '', decisionId].join(' ');

/** Accesses with the same text may share a client. */
export const clientKeyOf = (access: TargetAccess): string =>
  [access.account, access.region, sessionOf(access)].join(' ');

/** One session for all clients of a role and decision. `region` is where STS is asked. */
export function makeTargetCredentials(region: string): TargetCredentials {
  const cached = makeBoundedCache<ReturnType<typeof makeRoleCredentials>>(MOST_SESSIONS);
  return (access) => {
    const { roleArn, externalId, decisionId } = access;
    if (roleArn === null) return {};
    const make = () => makeRoleCredentials({ roleArn, externalId, region, decisionId });
    return { credentials: cached(sessionOf(access), make) };
  };
}
