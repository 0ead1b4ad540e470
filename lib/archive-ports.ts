// What the archive asks of the outside world, as types: a bucket in which nothing is ever changed, and how far it has been filled.

/** The archive bucket. Throws ThrottledError and UnansweredError. */
export type Archive = {
  /** Puts an object where there is none of this key; `there` where one is: nothing is ever written over. */
  putOnce(key: string, body: Uint8Array): Promise<'put' | 'there'>;
  /** The object as it was put; null where there is none. */
  read(key: string): Promise<Uint8Array | null>;
  /** All keys with this prefix, in their order. */
  list(prefix: string): Promise<readonly string[]>;
};

/** How far the log is archived: everything before `until` (milliseconds), in `sequence` documents, of which `previous` is the last. */
export type ArchiveCursor = {
  readonly until: number;
  readonly sequence: number;
  readonly previous: ArchivedObject | null;
};

/** An object of the archive by its key and the hex sha256 of its bytes. */
export type ArchivedObject = { readonly key: string; readonly sha256: string };

/** What is remembered of archiving beside the archive itself; forgetting it costs calls and nothing else. */
export type ArchiveMemory = {
  readCursor(): Promise<ArchiveCursor | null>;
  putCursor(cursor: ArchiveCursor): Promise<void>;
  /** Whether the policy files with this digest were kept. */
  hasPolicies(digest: string): Promise<boolean>;
  markPolicies(digest: string): Promise<void>;
  /** The newest document of switches, and how many there are; null before the first. */
  readSwitches(): Promise<ArchivedSwitches | null>;
  putSwitches(kept: ArchivedSwitches): Promise<void>;
};

/** The newest document of switches; `state` is the hash of what it tells of. */
export type ArchivedSwitches = {
  readonly sequence: number;
  readonly state: string;
  readonly document: ArchivedObject;
};
