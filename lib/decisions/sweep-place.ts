// One account and region of a sweep: pending versions, what was changed, and once a day everything; paced, and resumed where it stopped.
import { eachPage } from '../each-page.ts';
import { NotYetError } from '../errors.ts';
import { identityOf } from '../identity.ts';
import { weakestMode } from '../ledger/mode.ts';
import { governing, policyDigestOf } from '../policy/match.ts';
import type { PolicySet } from '../policy/load.ts';
import type { Mode } from '../policy/policy.ts';
import type {
  Clock,
  Ledger,
  ListedPackage,
  ListedPage,
  RegistryLists,
  SweepCursor,
  SweepCursors,
  UntouchedGroups,
  Wake,
} from '../ports.ts';
import { DAY, MINUTE } from '../times.ts';
import { wakeMissing, type Asked } from './sweep-asked.ts';
import type { SweepRequest } from './sweep-request.ts';
import { isBacklog, mayBeDecided, reasonToWake, sinceOf, WATCHED } from './sweep-rules.ts';

export type SweepPlacePorts = {
  readonly ledger: Pick<Ledger, 'readHeads' | 'readModes'>;
  readonly cursors: SweepCursors;
  readonly wake: Wake;
  readonly clock: Clock;
  readonly policies: PolicySet;
  /** The stack's own mode. */
  readonly mode: Mode;
  /** First deployment of the stack (ms). */
  readonly activeSince: number;
  /** Backlog versions woken in one sweep, over all places, before it stops with them. */
  readonly maxWritesPerSweep: number;
  readonly request: SweepRequest;
};

/** What a sweep came to. `backlogLeft` is true where it stopped at its bound; `isWhole` is false where its time was up. */
export type Swept = {
  readonly listed: number;
  readonly woken: number;
  readonly backlog: number;
  readonly backlogLeft: boolean;
  readonly isWhole: boolean;
  /** When the version was created that waits longest for a decision or an answer (ms); null where none does. */
  readonly oldestPending: number | null;
  /** Versions that people were asked about when the sweep began. */
  readonly reviewsOpen: number;
  /** How many versions were found, by reason. */
  readonly found: readonly { readonly reason: string; readonly count: number }[];
  /** The first of them. */
  readonly first: readonly Found[];
};

export type Found = { readonly modelPackageArn: string; readonly reason: string };

/** Counts of one sweep; `seen` keeps a version from being woken twice in it. */
export type Tally = {
  listed: number;
  backlog: number;
  backlogLeft: boolean;
  isWhole: boolean;
  oldestPending: number | null;
  /** Identities. */
  readonly seen: Set<string>;
  /** Groups of the list that is being read, and whether any of their versions may be decided. */
  readonly groups: Map<string, boolean>;
  /** What waits since its group was only watched, oldest first. */
  readonly watched: ListedPackage[];
  /** Versions that people are asked about and that no list has shown to be pending yet. */
  readonly asked: Asked;
};

/** The list of all statuses is read once in this time. */
const ALL_EVERY = DAY;
/** Versions that wait since Audit and are remembered at once; older ones are for the next sweep. */
const MOST_WATCHED = 10_000;
/** Groups that are left alone and named; all are counted. */
const FIRST_UNTOUCHED = 20;
/** Search is an index that lags, and clocks differ: this much is looked at again. */
const OVERLAP = 5 * MINUTE;
const FRESH: SweepCursor = {
  pendingToken: null,
  changedToken: null,
  changedUntil: null,
  allToken: null,
  allReadAt: null,
};

/** Sweeps one place. What its time does not allow is left for the next sweep, which goes on at the cursor. */
export async function sweepPlace(
  ports: SweepPlacePorts,
  lists: RegistryLists,
  place: string,
  tally: Tally,
): Promise<void> {
  const { group, isDryRun } = ports.request;
  const kept = (await ports.cursors.readCursor(place)) ?? FRESH;
  // A sweep of one group is short: it begins at the beginning, and where the whole sweep stands is none of its business.
  const before = group === null ? kept : { ...FRESH, changedUntil: kept.changedUntil, allReadAt: ports.clock() };
  const walk = { ports, lists, tally, place, cursor: before };
  try {
    await walkLists(walk, before);
  } catch (error) {
    if (!(error instanceof NotYetError)) throw error;
    tally.isWhole = false;
  } finally {
    if (group === null && !isDryRun) await ports.cursors.putCursor(place, walk.cursor);
    // Newest first: what is newest in its group is what people wait for.
    for (const one of tally.watched.splice(0).toReversed()) await wakeOne(ports, one, WATCHED);
  }
}

/** One place's sweep under way; `cursor` moves with each page. */
type Walk = {
  readonly ports: SweepPlacePorts;
  readonly lists: RegistryLists;
  readonly tally: Tally;
  readonly place: string;
  cursor: SweepCursor;
};

async function walkLists(walk: Walk, before: SweepCursor): Promise<void> {
  const { ports, lists, tally } = walk;
  const keep = (change: Partial<SweepCursor>): void => {
    walk.cursor = { ...walk.cursor, ...change };
  };
  const began = ports.clock();
  const since = (before.changedUntil ?? began) - OVERLAP;
  const { group, isFull } = ports.request;
  const pending = (token: string | null) => lists.listPending(token, group);
  const changed = (token: string | null) => lists.listChanged(since, token, group);
  const all = (token: string | null) => lists.listVersions(token, group);
  await pages(ports, tally, before.pendingToken, pending, (pendingToken) => keep({ pendingToken }));
  if (before.pendingToken === null) await wakeMissing(ports, walk.place, tally.asked, tally.seen);
  await pages(ports, tally, before.changedToken, changed, (changedToken) => keep({ changedToken }));
  keep({ changedUntil: began });
  const isDue = isFull || before.allToken !== null || began - (before.allReadAt ?? -ALL_EVERY) >= ALL_EVERY;
  if (!isDue) return;
  tally.groups.clear();
  await pages(ports, tally, before.allToken, all, (allToken) => keep({ allToken }));
  // A list that was gone on with shows only some of the groups.
  keep({ allReadAt: began, ...(before.allToken === null && { untouched: untouchedOf(tally.groups) }) });
}

function untouchedOf(groups: ReadonlyMap<string, boolean>): UntouchedGroups {
  const names = [...groups].flatMap(([name, isTouched]) => (isTouched ? [] : [name])).toSorted();
  return { count: names.length, first: names.slice(0, FIRST_UNTOUCHED) };
}

/** Reads pages to the end; `at` hears where to go on: after each page, and null at the end. */
async function pages(
  ports: SweepPlacePorts,
  tally: Tally,
  from: string | null,
  read: (token: string | null) => Promise<ListedPage>,
  at: (token: string | null) => void,
): Promise<void> {
  for await (const { packages, nextToken } of eachPage((token) => readOrStartAgain(read, token), from)) {
    await wakePage(ports, packages, tally);
    at(nextToken);
  }
}

/** A kept token may be too old for the registry: the list is read from its beginning then. */
async function readOrStartAgain(
  read: (token: string | null) => Promise<ListedPage>,
  token: string | null,
): Promise<ListedPage> {
  try {
    return await read(token);
  } catch (error) {
    const isRefused = token !== null && error instanceof Error && error.name === 'ValidationException';
    if (!isRefused) throw error;
    return read(null);
  }
}

async function wakePage(ports: SweepPlacePorts, packages: readonly ListedPackage[], tally: Tally): Promise<void> {
  tally.listed += packages.length;
  for (const { arn, creationTime, approvalStatus } of packages)
    if (approvalStatus === 'PendingManualApproval') tally.asked.delete(identityOf(arn, creationTime));
  if (packages.length === 0) return;
  const groups = [...new Set(packages.map(({ arn }) => arn.group.toLowerCase()))];
  const modes = await ports.ledger.readModes(groups);
  const { adoptions } = modes;
  const wanted = packages
    .map((one) => ({ one, since: sinceOf(ports.activeSince, adoptions.get(one.arn.group.toLowerCase())) }))
    .filter(({ one, since }) => mayBeDecided(one.creationTime, since));
  for (const { arn } of packages) tally.groups.set(arn.group, tally.groups.get(arn.group) ?? false);
  for (const { one } of wanted) tally.groups.set(one.arn.group, true);
  for (const { one } of wanted)
    if (one.approvalStatus === 'PendingManualApproval')
      tally.oldestPending = Math.min(tally.oldestPending ?? Infinity, one.creationTime);
  const heads = await ports.ledger.readHeads(wanted.map(({ one }) => identityOf(one.arn, one.creationTime)));
  const due = wanted.flatMap(({ one, since }) => {
    const digest = policyDigestOf(governing(ports.policies, one.arn));
    const mode = weakestMode([ports.mode, modes.stack, modes.groups.get(one.arn.group.toLowerCase())]);
    const reason = reasonToWake(one, heads.get(identityOf(one.arn, one.creationTime)), digest, mode);
    return reason === null ? [] : [{ one, reason, isOld: isBacklog(one.creationTime, since) }];
  });
  const found = due.filter((one) => isWithinBound(ports, tally, one));
  tally.watched.push(...found.flatMap(({ one, reason }) => (reason === WATCHED ? [one] : [])));
  for (const one of tally.watched.splice(0, Math.max(0, tally.watched.length - MOST_WATCHED)))
    tally.seen.delete(identityOf(one.arn, one.creationTime));
  await Promise.all(
    found.filter(({ reason }) => reason !== WATCHED).map(({ one, reason }) => wakeOne(ports, one, reason)),
  );
}

const wakeOne = ({ wake }: SweepPlacePorts, { arn, creationTime }: ListedPackage, reason: string): Promise<void> =>
  wake(arn, reason, creationTime);

function isWithinBound(
  { maxWritesPerSweep }: SweepPlacePorts,
  tally: Tally,
  { one, isOld }: { readonly one: ListedPackage; readonly isOld: boolean },
): boolean {
  const key = identityOf(one.arn, one.creationTime);
  if (tally.seen.has(key)) return false;
  if (isOld && tally.backlog >= maxWritesPerSweep) {
    tally.backlogLeft = true;
    return false;
  }
  tally.seen.add(key);
  if (isOld) tally.backlog += 1;
  return true;
}
