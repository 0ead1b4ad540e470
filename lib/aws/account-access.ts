// Which accounts may be reached, and with whose credentials: the own one as it is, others by their entry on the list.
import { InvalidError } from '../errors.ts';
import type { RegistryAccount } from '../policy/policy.ts';
import { makeRoleCredentials } from './role-credentials.ts';

export type AccountOptions = {
  readonly accounts: readonly RegistryAccount[];
  readonly ownAccount: string;
  /** The region of this installation: STS is asked there. */
  readonly region: string;
};

/** Credentials for one account and region: an empty object means the function's own. */
export type Access = { readonly credentials?: ReturnType<typeof makeRoleCredentials> };

/** How to reach an account. Throws InvalidError AccountNotListed or RegionNotListed; the own account needs no entry. */
export function accessTo(options: AccountOptions, account: string, region: string): Access {
  const entry = options.accounts.find((one) => one.account === account);
  if (!entry) {
    if (account === options.ownAccount) return {};
    throw new InvalidError(
      'AccountNotListed',
      `account ${account} is not on the list; expected a document \`kind: RegistryAccount\` for it`,
    );
  }
  if (account !== options.ownAccount && !entry.regions.includes(region)) {
    const { file, line } = entry.place;
    throw new InvalidError(
      'RegionNotListed',
      `region ${region} of account ${account} is not on the list (${file}:${line}); expected one of ${entry.regions.join(', ')}`,
    );
  }
  const { roleArn, externalId } = entry;
  return roleArn === null ? {} : { credentials: makeRoleCredentials({ roleArn, externalId, region: options.region }) };
}
