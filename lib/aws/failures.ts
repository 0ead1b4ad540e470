// What an SDK error means to the caller: a definite no worth another try, no answer at all, or an error to pass on.
import { ThrottledError, UnansweredError } from '../ports.ts';

/** Names under which AWS throttles; most come with HTTP 400. Source: the SDK's own retry list and each service's API reference. */
const THROTTLES: ReadonlySet<string> = new Set([
  'ThrottlingException',
  'Throttling',
  'ThrottledException',
  'RequestThrottled',
  'RequestThrottledException',
  'RequestLimitExceeded',
  'TooManyRequestsException',
  'ProvisionedThroughputExceededException',
  'BandwidthLimitExceeded',
  'LimitExceededException',
  'SlowDown',
]);

/** Socket errors of Node, and the names the SDK gives to time-outs. */
const UNANSWERED =
  /^(?:TimeoutError|RequestTimeout|RequestTimeoutException|AbortError|NetworkingError|SyntaxError|ECONNRESET|ECONNREFUSED|ECONNABORTED|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|EPROTO|ERR_STREAM_PREMATURE_CLOSE|ERR_SOCKET_.*|ERR_HTTP2_.*|ERR_SSL_.*)$/u;

type Failure = Error & {
  readonly code?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly attempts?: number };
};

/** The name AWS gave an error, or an empty text for what is no error. */
export const nameOf = (error: unknown): string => (error instanceof Error ? error.name : '');

/** Whether SageMaker says by this ValidationException that something does not exist: it has no error of its own for that. */
export const isNotFound = (error: unknown): boolean =>
  error instanceof Error &&
  (error.name === 'ResourceNotFound' ||
    (error.name === 'ValidationException' && /does not exist|cannot find/iu.test(error.message)));

/** HTTP status of the answer that carried this error; null where there was none. */
export const statusOf = (error: unknown): number | null => (error as Failure | null)?.$metadata?.httpStatusCode ?? null;

/** How often the SDK sent the call that ended with this error. */
export const attemptsOf = (error: unknown): number => (error as Failure | null)?.$metadata?.attempts ?? 1;

/** ThrottledError or UnansweredError, where it is one; else the error as it came. `what` names the call. */
export function translateFailure(what: string, error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const failure: Failure = error;
  const status = statusOf(error);
  const isThrottle =
    THROTTLES.has(error.name) || status === 429 || (status === 400 && /rate exceeded/iu.test(error.message));
  if (isThrottle) return new ThrottledError(`${what}: throttled (${error.name})`, { cause: error });
  const isSocket = typeof failure.code === 'string' && UNANSWERED.test(failure.code);
  const isUnanswered = UNANSWERED.test(error.name) || isSocket || /socket hang up/iu.test(error.message);
  if (isUnanswered || (status ?? 0) >= 500)
    return new UnansweredError(`${what}: no answer (${error.name})`, { cause: error });
  return error;
}

/** The error, where it is a definite no of AWS; null for throttling, no answer, and what is no error. Behind `asked`. */
export const refusalIn = (error: unknown): Error | null =>
  error instanceof Error && !(error instanceof ThrottledError || error instanceof UnansweredError) ? error : null;

/** The answer, or null where SageMaker says that there is no such thing. */
export async function orNull<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
}

/** Waits for one call to AWS. Throws ThrottledError, UnansweredError, or the SDK's own error. */
export async function asked<T>(what: string, call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw translateFailure(what, error);
  }
}
