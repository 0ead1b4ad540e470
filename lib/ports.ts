// All that is asked of the outside world, as types: factories take these, tests hand in plain objects.
import type { ModelPackageArn } from './identity.ts';
import type { ApprovalStatus, PackageDescription, PackageSummary } from './evidence/evidence.ts';
import type { DueKind, Head } from './ledger/head.ts';
import type { LogEntry } from './ledger/log.ts';
import type { Mode } from './policy/policy.ts';
import type { PublishedEvent } from './events.ts';

/** Milliseconds since the epoch. */
export type Clock = () => number;

/** A new unguessable token: 32 hex characters. */
export type NewToken = () => string;

/** The registry of one account and region. Not found is `null`, never an exception; throttling and outages are exceptions. */
export type Registry = {
  /** One BatchDescribeModelPackage for 1 to 100 ARNs; answers by `arnKey`. Denied and unknown ARNs are in `failed` or in neither. */
  batchDescribe(
    arns: readonly ModelPackageArn[],
  ): Promise<{ found: ReadonlyMap<string, PackageSummary>; failed: ReadonlyMap<string, string> }>;
  /** DescribeModelPackage, MetadataOnly unless a card is asked for. `raw` is the answer as canonical JSON, for the record. */
  describe(
    arn: ModelPackageArn,
    options: { card: boolean },
  ): Promise<{ description: PackageDescription; raw: string } | null>;
  /** The highest versions of the group with the status Approved, newest first, at most `limit` (ListModelPackages). */
  listApproved(group: string, limit: number): Promise<readonly ModelPackageArn[]>;
  /** Tags of the model package group. */
  groupTags(arn: ModelPackageArn): Promise<ReadonlyMap<string, string>>;
  /** The one write. One attempt; `maySign` is asked right before the signature, with no await in between: false throws NotYetError. */
  update(request: RegistryUpdate, maySign: () => boolean): Promise<void>;
};

/** A version as a list shows it; times in milliseconds, `modifiedAt` null where the list does not tell it. */
export type ListedPackage = {
  readonly arn: ModelPackageArn;
  readonly creationTime: number;
  readonly approvalStatus: ApprovalStatus | null;
  readonly modifiedAt: number | null;
};

/** The lists of one account and region, which only sweeps read. */
export type RegistryLists = {
  /** One page of pending versioned packages, oldest first; of one group where it is named. A group that is not there has none. */
  listPending(nextToken: string | null, group?: string | null): Promise<ListedPage>;
  /** One page of versions changed since a time (ms), oldest change first: Search, an index that lags a little. */
  listChanged(since: number, nextToken: string | null, group?: string | null): Promise<ListedPage>;
  /** One page of all versioned packages of every status, oldest first. */
  listVersions(nextToken: string | null, group?: string | null): Promise<ListedPage>;
};

export type ListedPage = { readonly packages: readonly ListedPackage[]; readonly nextToken: string | null };

/** One UpdateModelPackage: status, description and marker in one call. */
export type RegistryUpdate = {
  readonly arn: ModelPackageArn;
  /** Left out of the call where null: Hold and RequireReview do not touch it. */
  readonly approvalStatus: ApprovalStatus | null;
  readonly approvalDescription: string;
  readonly metadata: ReadonlyMap<string, string>;
  readonly metadataToRemove: readonly string[];
  /** 1 to 36 characters of [a-zA-Z0-9-]. */
  readonly clientToken: string;
};

/** Clients by account and region, made when first needed. Throws InvalidError for an account that is not on the list. */
export type Registries = (account: string, region: string) => Registry;

/** The lists by account and region, as `Registries`. */
export type ListsOf = (account: string, region: string) => RegistryLists;

/** S3 objects that metric reports live in; reading is capped and names the owner. */
export type ReportStore = {
  /** At most `maxBytes`; `tooLarge` before anything beyond the cap is read. Missing, denied and foreign objects are answers, not exceptions. */
  read(request: {
    bucket: string;
    key: string;
    owner: string;
    region: string;
    account: string;
    maxBytes: number;
  }): Promise<ReportRead>;
};
export type ReportRead =
  | {
      readonly state: 'read';
      readonly body: Uint8Array;
      readonly versionId: string | null;
      readonly contentEncoding: string | null;
    }
  | { readonly state: 'missing' | 'denied' | 'tooLarge' | 'wrongOwner'; readonly cause: string };

/** A write that the ledger refused because HEAD was not as read. `isRepeated`: an earlier attempt at it got no answer and may have been the one that moved it. */
export class ConditionFailedError extends Error {
  readonly isRepeated: boolean;
  constructor(message = 'HEAD is not as it was read', options: { isRepeated?: boolean } = {}) {
    super(message);
    this.name = 'ConditionFailedError';
    this.isRepeated = options.isRepeated ?? false;
  }
}

/** No answer came, or a 5xx: the effect is unknown and may come later. */
export class UnansweredError extends Error {
  constructor(message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = 'UnansweredError';
  }
}

/** A definite no, worth another try: throttling. */
export class ThrottledError extends Error {
  constructor(message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = 'ThrottledError';
  }
}

/** The one place of state: HEAD items, log entries, modes. All reads are strongly consistent. */
export type Ledger = {
  readHeads(identities: readonly string[]): Promise<ReadonlyMap<string, Head>>;
  readHead(identity: string): Promise<Head | null>;
  /** Immutable and keyed by its hash: putting it twice is harmless. Small recordings travel in the same item, large ones go to S3 first. */
  putEntry(entry: LogEntry, recordings: readonly Recording[]): Promise<void>;
  readEntry(identity: string, entryHash: string): Promise<LogEntry | null>;
  /** One page of the log of a month over all packages, by time: keys only, from an index that lags behind a little. */
  readLog(query: LogQuery): Promise<{ rows: readonly LogRow[]; nextToken: string | null }>;
  /** The entries of these rows, in their order; what is not there is left out. An orphan (put, never claimed) is among them: see readChained. */
  readEntries(rows: readonly LogRow[]): Promise<readonly LogEntry[]>;
  /** Raw evidence kept with an entry, inflated, by content hash; what could not be kept is not in it. */
  readRecordings(row: Pick<LogRow, 'identity' | 'revision' | 'entryHash'>): Promise<ReadonlyMap<string, Uint8Array>>;
  /** The claim: puts the whole HEAD where it still has `expected`'s entry hash, state and owner (null: no item). Throws ConditionFailedError. */
  claim(expected: Head | null, next: Head): Promise<void>;
  /** Sets owner and lease only (take-over after a lease), under the same condition. */
  takeOver(expected: Head, owner: string, leaseUntil: number): Promise<void>;
  /** Sets state, closedAt and due only, where revision, owner and `applying` are as in `claimed`. Throws ConditionFailedError. */
  close(claimed: Head, closedAt: number): Promise<void>;
  /** An answer, an order to bypass, or what was told about a review: sets entry hash, owner, review, bypass and due only, where HEAD is as `expected`. Throws ConditionFailedError. */
  changeReview(expected: Head, next: Head): Promise<void>;
  /** Under which package version a review is. Put before the claim that opens it; an orphan is harmless. */
  putReviewPointer(pointer: ReviewPointer): Promise<void>;
  readReviewPointer(reviewId: string): Promise<ReviewPointer | null>;
  /** People whose authority was taken away at once, by id in the directory. */
  readRevoked(): Promise<ReadonlyMap<string, Revocation>>;
  /** Takes a person's authority away, or gives it back (null). */
  putRevoked(person: string, revocation: Revocation | null): Promise<void>;
  /** Identities of HEADs whose `due` is not later than `until`, by kind, oldest first, paged. */
  readDue(
    kind: DueKind,
    until: number,
    nextToken: string | null,
  ): Promise<{ heads: readonly { identity: string; modelPackageArn: string }[]; nextToken: string | null }>;
  /** Mode items, the stack's and groups' own, and how groups were adopted; all optional, by lower-case name. */
  readModes(groups: readonly string[]): Promise<{
    stack: Mode | null;
    groups: ReadonlyMap<string, Mode>;
    adoptions: ReadonlyMap<string, Adoption>;
    /** When what holds was switched (ms), by name; `''` is the stack. */
    switchedAt?: ReadonlyMap<string, number>;
  }>;
  /** How a group is adopted from now on. */
  putAdoption(group: string, adoption: Adoption): Promise<void>;
  /** First deployment of this stack, written once: versions created before are not touched. */
  activeSince(now: number): Promise<number>;
};

/** Since when a group's versions count as new (ms), whether older ones may be decided too, and who said so when (ms). */
export type Adoption = {
  readonly activeSince: number;
  readonly includesBacklog: boolean;
  readonly by: string;
  readonly at: number;
};

/** How many groups, and the first of them by name. */
export type UntouchedGroups = { readonly count: number; readonly first: readonly string[] };

/** How far the sweep of one account and region has come: tokens of lists that were not read to their end, times in milliseconds. */
export type SweepCursor = {
  readonly pendingToken: string | null;
  readonly changedToken: string | null;
  /** Changes up to this time were looked at. */
  readonly changedUntil: number | null;
  readonly allToken: string | null;
  /** When the list of all versions was last read to its end. */
  readonly allReadAt: number | null;
  /** Groups that this list found to be left alone, since all their versions are from before their adoption; absent before the first list. */
  readonly untouched?: UntouchedGroups;
};

/** CURSOR items, by place `account/region`. The last writer wins: a lost cursor only costs a list. */
export type SweepCursors = {
  readCursor(place: string): Promise<SweepCursor | null>;
  putCursor(place: string, cursor: SweepCursor): Promise<void>;
};

/** The cursors of all places, by `account/region`. */
export type SweepPlaces = { readPlaces(): Promise<ReadonlyMap<string, SweepCursor>> };

/** Where a review is found by its public id. */
export type ReviewPointer = {
  readonly reviewId: string;
  readonly identity: string;
  readonly modelPackageArn: string;
  /** The decision that asked. */
  readonly decisionId: string;
};

/** Who took a person's authority away, when (milliseconds) and why. */
export type Revocation = { readonly by: string; readonly at: number; readonly comment: string };

/** What of the log to read: a month in UTC (`2026-11`) and times within it in milliseconds, both inclusive. */
export type LogQuery = {
  readonly month: string;
  readonly fromTime: number | null;
  readonly untilTime: number | null;
  readonly newestFirst: boolean;
  readonly limit: number;
  readonly nextToken: string | null;
};

/** A log entry by its key: the identity names partition, account, region, group, version and creation time. `time` is in milliseconds. */
export type LogRow = {
  readonly identity: string;
  readonly revision: number;
  readonly entryHash: string;
  readonly time: number;
};

/** Raw evidence kept with a decision. */
export type Recording = {
  readonly what: string;
  readonly sha256: string;
  readonly body: Uint8Array;
  /** Many entries keep the same bytes: they are stored once, under their hash. */
  readonly isShared?: boolean;
};

/** The bus modelgate; concurrent publishes are packed into PutEvents by count and bytes. Resolves when this event is accepted. */
export type Bus = { publish(event: PublishedEvent): Promise<void> };

/**
 * Publishes `Model Package Look Again` on the intake bus: decide will look at this package. `creationTime` (ms) says which version of that name
 * is meant: where that one is deleted, its unfinished business is ended.
 */
export type Wake = (arn: ModelPackageArn, reason: string, creationTime?: number) => Promise<void>;
