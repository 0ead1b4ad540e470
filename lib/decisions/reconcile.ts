// Finds what events missed and wakes decide for it: half-done revisions, what is due, pending versions without a current decision, what changed unseen. Never acts itself.
import { eachPage } from '../each-page.ts';
import { creationTimeOf, parseModelPackageArn } from '../identity.ts';
import type { DueKind } from '../ledger/head.ts';
import type { PolicySet } from '../policy/load.ts';
import type { Mode, RegistryAccount } from '../policy/policy.ts';
import type { Clock, Ledger, ListsOf, SweepCursors, Wake } from '../ports.ts';
import { pacedLists, type Pace } from './paced-registry.ts';
import { readAsked } from './sweep-asked.ts';
import { sweepPlace, type Found, type Swept, type Tally } from './sweep-place.ts';
import { isMeant, WHOLE_SWEEP, type SweepRequest } from './sweep-request.ts';

export type ReconcilePorts = Omit<Pace, 'until'> & {
  readonly listsOf: ListsOf;
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
/** So many versions are named in the answer; all are counted. */
const MOST_NAMED = 50;

/** One sweep over every account and region on the list, then over what the ledger says is due. */
export function makeReconcile(
  given: ReconcilePorts,
): (remaining: () => number, request?: SweepRequest) => Promise<Swept> {
  return async (remaining, request = WHOLE_SWEEP) => {
    const found = new Map<string, number>();
    const first: Found[] = [];
    const ports: ReconcilePorts = { ...given, wake: noting(given.wake, request, found, first) };
    const activeSince = await ports.ledger.activeSince(ports.deployedAt);
    const tally: Tally = {
      listed: 0,
      backlog: 0,
      backlogLeft: false,
      isWhole: true,
      oldestPending: null,
      seen: new Set(),
      groups: new Map(),
      watched: [],
      asked: await readAsked(ports.ledger, request),
    };
    const reviewsOpen = tally.asked.size;
    for (const kind of DUE_KINDS) await wakeDue(ports, kind, tally, request);
    for (const { account, region } of placesOf(ports)) {
      const place = `${account}/${region}`;
      const until = () => ports.clock() + remaining() - LAST_TURN;
      const lists = pacedLists(ports.listsOf(account, region), place, { ...ports, until });
      await sweepPlace({ ...ports, activeSince, request }, lists, place, tally);
    }
    const { seen, groups: _groups, watched: _watched, asked: _asked, ...counts } = tally;
    return {
      ...counts,
      reviewsOpen,
      woken: seen.size,
      found: [...found].map(([reason, count]) => ({ reason, count })),
      first,
    };
  };
}

/** Notes why each version is woken; a dry run wakes none. */
function noting(wake: Wake, { isDryRun }: SweepRequest, found: Map<string, number>, first: Found[]): Wake {
  return async (arn, reason, creationTime) => {
    found.set(reason, (found.get(reason) ?? 0) + 1);
    if (first.length < MOST_NAMED) first.push({ modelPackageArn: arn.arn, reason });
    if (!isDryRun) await wake(arn, reason, creationTime);
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

async function wakeDue(ports: ReconcilePorts, kind: DueKind, { seen }: Tally, request: SweepRequest): Promise<void> {
  for await (const { heads } of eachPage((token) => ports.ledger.readDue(kind, ports.clock(), token))) {
    const unseen = heads
      .map(({ identity, modelPackageArn }) => ({ identity, arn: parseModelPackageArn(modelPackageArn) }))
      .filter(({ identity, arn }) => !seen.has(identity) && isMeant(request, arn));
    for (const { identity } of unseen) seen.add(identity);
    await Promise.all(unseen.map(({ identity, arn }) => ports.wake(arn, kind, creationTimeOf(identity))));
  }
}
