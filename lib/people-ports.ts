// What reaching people asks of the outside world: the doors' memory, mail, secrets, and what was told to whom.

/** One small item of the doors: a sign-in attempt, a session, a used nonce, the tries of a person. `value` is JSON text. */
export type DoorItem = {
  readonly key: string;
  /** Counts writes from 1. */
  readonly version: number;
  readonly value: string;
  /** Milliseconds since the epoch. It may be deleted some time after; whether it is over is compared in code. */
  readonly expiresAt: number;
};

/** What the doors remember. Reads are strongly consistent. */
export type DoorStore = {
  read(key: string): Promise<DoorItem | null>;
  /** Writes where the version there is one less than `next.version` (1: no item). Throws ConditionFailedError. */
  write(next: DoorItem): Promise<void>;
};

/** One mail to one address: every text is plain, the HTML is complete. */
export type MailMessage = {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Ids that come back with the mail where it can't be delivered; at most 40, letters, digits, `-` and `_`. */
  readonly about?: readonly string[];
};

/** SES v2 SendEmail. Throws ThrottledError, UnansweredError, or RefusedError where this address or sender is refused. */
export type Mail = { send(message: MailMessage): Promise<void> };

/** Secrets Manager: the secret's text, kept for five minutes. Throws RefusedError where it is not there or may not be read. */
export type Secrets = {
  /** `AWSPREVIOUS` is the version before the last rotation. */
  read(secretId: string, stage?: 'AWSCURRENT' | 'AWSPREVIOUS'): Promise<string>;
};

/** MESSAGE items: what was told to whom about a review or an event, and when each channel may be used again. Reads are consistent. */
export type MessageLedger = {
  readMessages(about: string): Promise<readonly SentMessage[]>;
  /** Puts the whole item where it still is `expected` (null: no item), by its token. Throws ConditionFailedError. */
  putMessage(expected: SentMessage | null, next: SentMessage): Promise<void>;
  readPace(destination: string): Promise<Pace | null>;
  /** The same for the pace of a destination. */
  putPace(expected: Pace | null, next: Pace): Promise<void>;
};

/** One message to one destination: the record that it is sent once, and where it can be changed. Times are milliseconds. */
export type SentMessage = {
  /** The review's id, or the id of an event that is told by itself. */
  readonly about: string;
  /** `slack:C0RISK0001`, `webhook:risk-models`, `email:mei@example.com`. */
  readonly destination: string;
  /** `sending` holds until `leaseUntil`; `waiting`: to be tried again; `replaced`: its fallback has taken over; `held`: over the cap of its address; `returned`: sent, and reported as not delivered. */
  readonly state: 'sending' | 'sent' | 'waiting' | 'replaced' | 'held' | 'returned';
  /** New with every write: how a worker knows its own again. */
  readonly token: string;
  readonly leaseUntil: number;
  /** Since when its channel fails; null where the last try did not fail, or there was none. */
  readonly failingSince: number | null;
  /** Where Slack keeps it: channel id and timestamp. null for what can't be changed. */
  readonly posted: { readonly channel: string; readonly ts: string } | null;
  /** Digest of what it shows; null for a digest of several. */
  readonly shows: string | null;
  /** Why it failed last. */
  readonly reason: string | null;
};

/** How fast a destination is used: no message before `nextAt`, and how many since `windowStart`. */
export type Pace = {
  readonly destination: string;
  readonly token: string;
  readonly nextAt: number;
  readonly windowStart: number;
  readonly count: number;
};
