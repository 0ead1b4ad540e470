// Finds what events missed and wakes decide for it: pending versions without a current decision, half-done revisions, evidence that is waited for. Never acts itself.
import { arnKey, identityOf, parseModelPackageArn, type ModelPackageArn } from '../identity.ts';
import type { DueKind, Head } from '../ledger/head.ts';
import { governing, policyDigestOf } from '../policy/match.ts';
import type { PolicySet } from '../policy/load.ts';
import type { RegistryAccount } from '../policy/policy.ts';
import type { Clock, Ledger, Registries, Wake } from '../ports.ts';

export type ReconcilePorts = {
  readonly registries: Registries;
  readonly ledger: Ledger;
  readonly wake: Wake;
  readonly clock: Clock;
  readonly policies: PolicySet;
  readonly ownAccount: string;
  readonly region: string;
  readonly deployedAt: number;
};

/** How many packages were listed and woken. */
export type Swept = { readonly listed: number; readonly woken: number };

/** One sweep over every account and region on the list, then over what the ledger says is due. */
export function makeReconcile(ports: ReconcilePorts): () => Promise<Swept> {
  return async () => {
    const woken = new Map<string, { arn: ModelPackageArn; reason: string }>();
    const activeSince = await ports.ledger.activeSince(ports.deployedAt);
    let listed = 0;
    for (const { account, region } of placesOf(ports)) {
      let nextToken: string | null = null;
      do {
        const page = await ports.registries(account, region).listPending(nextToken);
        listed += page.packages.length;
        for (const found of await missed(
          ports,
          page.packages.filter(({ creationTime }) => creationTime >= activeSince),
        ))
          woken.set(arnKey(found.arn), found);
        nextToken = page.nextToken;
      } while (nextToken !== null);
    }
    for (const kind of ['half-done', 'evidence', 'answered', 'reminder', 'expiry'] as const)
      for (const arn of await readAllDue(ports, kind)) woken.set(arnKey(arn), { arn, reason: kind });
    await Promise.all([...woken.values()].map(({ arn, reason }) => ports.wake(arn, reason)));
    return { listed, woken: woken.size };
  };
}

/** The own account in its region, and every RegistryAccount in its regions. */
export function placesOf({
  policies,
  ownAccount,
  region,
}: {
  policies: { accounts: readonly RegistryAccount[] };
  ownAccount: string;
  region: string;
}): readonly { account: string; region: string }[] {
  const named = policies.accounts.flatMap(({ account, regions }) => regions.map((one) => ({ account, region: one })));
  const own = named.some((place) => place.account === ownAccount && place.region === region)
    ? []
    : [{ account: ownAccount, region }];
  return [...own, ...named];
}

/** Pending versions of one page that have no HEAD, or one that was decided under other policies. */
async function missed(
  ports: ReconcilePorts,
  packages: readonly { arn: ModelPackageArn; creationTime: number }[],
): Promise<readonly { arn: ModelPackageArn; reason: string }[]> {
  const named = packages.map(({ arn, creationTime }) => ({ arn, identity: identityOf(arn, creationTime) }));
  const heads = await ports.ledger.readHeads(named.map(({ identity }) => identity));
  return named.flatMap(({ arn, identity }) => {
    const reason = reasonToWake(heads.get(identity), policyDigestOf(governing(ports.policies, arn)));
    return reason === null ? [] : [{ arn, reason }];
  });
}

function reasonToWake(head: Head | undefined, policyDigest: string): string | null {
  if (!head) return 'never decided';
  if (head.state === 'applying') return null; // readDue wakes it once its lease is over
  if (head.policyDigest !== policyDigest) return 'policies changed';
  return head.target === null ? null : 'pending again';
}

async function readAllDue(ports: ReconcilePorts, kind: DueKind): Promise<readonly ModelPackageArn[]> {
  const arns: ModelPackageArn[] = [];
  let nextToken: string | null = null;
  do {
    const page: Awaited<ReturnType<Ledger['readDue']>> = await ports.ledger.readDue(kind, ports.clock(), nextToken);
    arns.push(...page.heads.map(({ modelPackageArn }) => parseModelPackageArn(modelPackageArn)));
    nextToken = page.nextToken;
  } while (nextToken !== null);
  return arns;
}
