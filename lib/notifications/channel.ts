// What every channel does, whatever lies behind it; test/notifications/channel.contract.ts holds each of them to it.
import type { Message } from './message.ts';

/** Where Slack keeps a message; other channels keep nothing that could be changed. */
export type Posted = { readonly channel: string; readonly ts: string };

/** `because` says why this reader gets it; a mail ends with it. `about`: ids that a mail which can't be delivered comes back with. */
export type Reader = { readonly address: string; readonly because: string; readonly about?: readonly string[] };

/**
 * Sends. A definite no is a RefusedError, a limit a NotYetError with Slack's own waiting time, no answer an UnansweredError; nothing is
 * repeated in here, because the caller records what was sent.
 */
export type Channel = {
  /** `isLast`: the reader's cap for this hour is reached, and the message says so. */
  readonly post: (reader: Reader, message: Message, isLast: boolean) => Promise<Posted | null>;
  /** Several messages as one. */
  readonly postDigest: (reader: Reader, messages: readonly Message[], isLast: boolean) => Promise<Posted | null>;
  /** Puts the message anew where it was posted; null where that can't be done. */
  readonly update: ((posted: Posted, message: Message) => Promise<void>) | null;
  /** Says that a review is still open: into the thread where there is one. */
  readonly remind: (reader: Reader, posted: Posted | null, message: Message, isLast: boolean) => Promise<Posted | null>;
  /** What would be shown, as one text: an update that shows the same is not sent. */
  readonly looksOf: (message: Message) => string;
  /** Milliseconds between two messages to one address, whoever sends them. */
  readonly gap: number;
  /** Messages an hour to one address; null: no cap. */
  readonly cap: number | null;
};
