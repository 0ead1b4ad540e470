// Who did it, as SageMaker's answers name a caller.
import { createHash } from 'node:crypto';
import type { Caller } from '../service.ts';

/** SageMaker's UserContext of a caller outside Studio. */
export type UserContext = { readonly IamIdentity: { readonly Arn: string; readonly PrincipalId: string } };

const unique = (prefix: string, text: string): string =>
  `${prefix}${createHash('sha256').update(text).digest('hex').slice(0, 17).toUpperCase()}`;

/** The same principal always gets the same id: AROA...:session for a role, AIDA... for a user, the account for root. */
const principalIdOf = (arn: string, account: string): string => {
  const [, role, session] = /:assumed-role\/(.+)\/([^/]+)$/.exec(arn) ?? [];
  if (role !== undefined && session !== undefined) return `${unique('AROA', `${account}/${role}`)}:${session}`;
  return arn.endsWith(':root') ? account : unique('AIDA', arn);
};

/** The UserContext for a caller. */
export const userContextOf = (caller: Caller): UserContext => ({
  IamIdentity: { Arn: caller.principalArn, PrincipalId: principalIdOf(caller.principalArn, caller.account) },
});
