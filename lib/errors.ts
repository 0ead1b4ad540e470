// The three errors a caller can act on, named by what the caller does next; anything else is unexpected and retried.

/** Never retry: the message, file or argument can never be right. `faults` lists each fault as a sentence. */
export class InvalidError extends Error {
  readonly reason: string;
  readonly faults: readonly string[];
  constructor(reason: string, message: string, options: { faults?: readonly string[]; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = 'InvalidError';
    this.reason = reason;
    this.faults = options.faults ?? [message];
  }
}

/** This person, or this state, may not (HTTP 403 or 409). */
export class RefusedError extends Error {
  readonly reason: string;
  constructor(reason: string, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = 'RefusedError';
    this.reason = reason;
  }
}

/** Leave the message in the queue and look again after `retryAfter` seconds. */
export class NotYetError extends Error {
  readonly retryAfter: number;
  /** True where an earlier look is in vain: the time is known, not guessed. */
  readonly isExact: boolean;
  constructor(message: string, retryAfter: number, options: { cause?: unknown; isExact?: boolean } = {}) {
    super(message, { cause: options.cause });
    this.name = 'NotYetError';
    this.retryAfter = Math.max(1, Math.ceil(retryAfter));
    this.isExact = options.isExact ?? false;
  }
}

/** What an error says; anything else that was thrown, as text. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
