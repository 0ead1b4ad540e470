// What any embedded service answers, before the front door writes it to the socket.
import type { Readable } from 'node:stream';

/** One HTTP answer. A stream body is piped, so an answer of 5 GB needs no memory. */
export type Reply = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer | Readable;
};

/** State that survives a restart: `snapshot` gives JSON (or a promise of it), `restore` takes it back. */
export type Stateful = {
  readonly snapshot: () => unknown;
  readonly restore: (state: unknown) => void | Promise<void>;
};

/** Whether a service keeps state of its own. */
export const isStateful = (service: object): service is Stateful => 'snapshot' in service && 'restore' in service;
