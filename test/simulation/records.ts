// What a history is asked for and what it leaves behind, as types.
import type { ApprovalStatus } from '../../lib/evidence/evidence.ts';
import type { PublishedEvent } from '../../lib/events.ts';
import type { Head } from '../../lib/ledger/head.ts';
import type { Mode } from '../../lib/policy/policy.ts';
import type { HeadMove } from '../ledger/ledger-tables.ts';
import type { Written } from './policies.ts';

export type Options = {
  /** People also decide around the gate, at the worst moments. */
  readonly studio?: boolean;
  /** Real reviews of people at every door, deletions, and what follows approvals: a project and another account. */
  readonly isWhole?: boolean;
  /** Nobody but the gate acts. */
  readonly isAlone?: boolean;
  /** Nothing goes wrong but duplicates and disorder. */
  readonly isCalm?: boolean;
  /** The registry takes ClientToken and forgets it. */
  readonly tokenless?: boolean;
  /** The stack starts in Audit and is switched over and back. */
  readonly audit?: boolean;
  /** Another order of messages in the same world. */
  readonly order?: number;
  /** Defences of the fakes that are switched off. */
  readonly without?: readonly string[];
  readonly trace?: boolean;
  /** Mishaps that do not happen, by their number: how a history is made shorter. */
  readonly muted?: ReadonlySet<number>;
  /** One worker dies at the n-th request of the history, from 1, before or after its effect. */
  readonly crash?: { readonly at: number; readonly when: 'before' | 'after' };
  /** A message dies with its worker: only a sweep can find what it was about. */
  readonly isNeverRedelivered?: boolean;
};

export type PackageState = {
  readonly status: ApprovalStatus;
  readonly version: number;
  readonly metric: number | null;
  readonly digest: string;
  readonly marker: string | null;
  readonly modifiedAt: number;
  readonly by: string;
  readonly isDeleted?: boolean;
};

export type RegistryChange = {
  readonly identity: string;
  readonly at: number;
  readonly by: string;
  readonly before: PackageState;
  readonly after: PackageState;
  /** Of the gate's own writes: what it says of itself, and when it was signed. */
  readonly written: (Written & { readonly sentAt: number; readonly mode: Mode }) | null;
};

/** One landed write of HEAD, with whoever had no authority when the piece of work that wrote it last read that; null: it never did. */
export type Authorized = {
  readonly identity: string;
  readonly at: number;
  readonly before: Head | null;
  readonly after: Head;
  readonly revoked: readonly string[] | null;
};
export type Published = { readonly identity: string; readonly at: number; readonly event: PublishedEvent };
export type Moved = HeadMove & { readonly at: number };
export type Message = {
  readonly identity: string;
  readonly status: ApprovalStatus | null;
  readonly modifiedAt: number | null;
  /** Sent by ourselves: it names the very version, also one that is deleted by now. */
  readonly isWake?: boolean;
};

/** What changes as the history goes on, beside registry and ledger. */
export type WorldState = {
  deployed: number;
  mode: Mode;
  foreignBudget: number;
  serial: number;
  /** Messages that went to the dead letters. */
  dead: number;
  overwritten: number;
  quietEffects: number;
  /** What went wrong or was done by others, counted in its order. */
  mishaps: number;
  /** At which request a worker died, where that was asked for. */
  diedAt: string;
  /** How many requests were made. */
  requests: number;
  failures: string[];
};
