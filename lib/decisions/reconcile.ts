// Finds what events missed and wakes decide for it: half-done revisions, what is due, pending versions without a current decision, what changed unseen. Never acts itself.
import { creationTimeOf, parseModelPackageArn } from '../identity.ts';
import type { DueKind } from '../ledger/head.ts';
import type { PolicySet } from '../policy/load.ts';
import type { Mode, RegistryAccount } from '../policy/policy.ts';
import type { Clock, Ledger, Registries, SweepCursors, Wake } from '../ports.ts';
import { pacedRegistry, type Pace } from './paced-registry.ts';
import { readAsked } from './sweep-asked.ts';
import { sweepPlace, type Swept, type Tally } from './sweep-place.ts';

export type ReconcilePorts = Omit<Pace, 'until'> & {
  readonly registries: Registries;
  readonly ledger: Ledger;
  readonly cursors: SweepCursors;
  readonly wake: Wake;
  readonly clock: Clock;
  readonly policies: PolicySet;
  readonly mode: Mode;
  readonly ownAccount: string;
  readonly region: string;
  readonly deployedAt: number;
  /** Backlog versions woken in one sweep before it stops with them. */
  readonly maxWritesPerSweep: number;
};

/** In this order: what was begun first, then what waits for its time. */
const DUE_KINDS = ['half-done', 'evidence', 'answered', 'reminder', 'expiry'] as const;
/** No call is begun this long before the function's end (ms). */
const LAST_TURN = 5_000;

/** One sweep over every account and region on the list, then over what the ledger says is due. */
export function makeReconcile(ports: ReconcilePorts): (remaining: () => number) => Promise<Swept> {
  return async (remaining) => {
    const activeSince = await ports.ledger.activeSince(ports.deployedAt);
    const tally: Tally = {
      listed: 0,
      backlog: 0,
      backlogLeft: false,
      isWhole: true,
      seen: new Set(),
      watched: [],
      asked: await readAsked(ports.ledger),
    };
    for (const kind of DUE_KINDS) await wakeDue(ports, kind, tally);
    for (const { account, region } of placesOf(ports)) {
      const place = `${account}/${region}`;
      const until = () => ports.clock() + remaining() - LAST_TURN;
      const registry = pacedRegistry(ports.registries(account, region), place, { ...ports, until });
      await sweepPlace({ ...ports, activeSince }, registry, place, tally);
    }
    const { seen, watched: _watched, asked: _asked, ...counts } = tally;
    return { ...counts, woken: seen.size };
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

async function wakeDue(ports: ReconcilePorts, kind: DueKind, { seen }: Tally): Promise<void> {
  let nextToken: string | null = null;
  do {
    const page: Awaited<ReturnType<Ledger['readDue']>> = await ports.ledger.readDue(kind, ports.clock(), nextToken);
    const unseen = page.heads.filter(({ identity }) => !seen.has(identity));
    for (const { identity } of unseen) seen.add(identity);
    await Promise.all(
      unseen.map(({ identity, modelPackageArn }) =>
        ports.wake(parseModelPackageArn(modelPackageArn), kind, creationTimeOf(identity)),
      ),
    );
    nextToken = page.nextToken;
  } while (nextToken !== null);
}
