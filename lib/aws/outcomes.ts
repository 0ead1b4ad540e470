// What an SDK error means to a caller: a definite no worth another try, an unknown outcome, or something else.
import { ThrottledError, UnansweredError } from '../ports.ts';

// SageMaker throttles with HTTP 400, so the name decides, not the status.
const THROTTLES = new Set([
  'ThrottlingException',
  'Throttling',
  'TooManyRequestsException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottledException',
  'SlowDown',
  'RequestThrottled',
]);
const NO_ANSWERS = new Set([
  'TimeoutError',
  'RequestTimeout',
  'AbortError',
  'NetworkingError',
  'InternalFailure',
  'InternalServerError',
  'ServiceUnavailable',
  'ServiceUnavailableException',
]);
const SOCKET_CODES = new Set(['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN']);

/** Runs one call; ThrottledError and UnansweredError take the place of the SDK's many names, everything else passes through. */
export async function understood<Answer>(call: () => Promise<Answer>): Promise<Answer> {
  try {
    return await call();
  } catch (error) {
    throw meaningOf(error);
  }
}

function meaningOf(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const facts = error as Error & { code?: string; $metadata?: { httpStatusCode?: number } };
  if (THROTTLES.has(error.name)) return new ThrottledError(`throttled: ${error.message}`, { cause: error });
  const status = facts.$metadata?.httpStatusCode ?? 0;
  const isUnanswered = NO_ANSWERS.has(error.name) || SOCKET_CODES.has(facts.code ?? '') || status >= 500;
  return isUnanswered ? new UnansweredError(`no answer: ${error.name}: ${error.message}`, { cause: error }) : error;
}
