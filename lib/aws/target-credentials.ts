// Credentials for a registration target: the role that the file names, in a session for one decision; or the function's own.
import type { TargetAccess } from '../registration-ports.ts';
import { makeBoundedCache } from './bounded-cache.ts';
import { makeRoleCredentials } from './role-credentials.ts';

export type TargetCredentials = (access: TargetAccess) => {
  readonly credentials?: ReturnType<typeof makeRoleCredentials>;
};

const MOST_SESSIONS = 64;

/** One session for all clients of a role and decision. `region` is where STS is asked. */
export function makeTargetCredentials(region: string): TargetCredentials {
  const cached = makeBoundedCache<ReturnType<typeof makeRoleCredentials>>(MOST_SESSIONS);
  return ({ roleArn, externalId, decisionId }) =>
    roleArn === null
      ? {}
      : {
          credentials: cached([roleArn, externalId ?? '', decisionId].join(' '), () =>
            makeRoleCredentials({ roleArn, externalId, region, decisionId }),
          ),
        };
}
