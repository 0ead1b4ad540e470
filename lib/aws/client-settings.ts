// Time limits and attempts of every SDK client here: reads are tried again by the SDK, the one write never is.

/** Milliseconds. Without `throwOnRequestTimeout` the SDK only warns when the answer is late. */
const requestHandler = {
  connectionTimeout: 1_000,
  requestTimeout: 5_000,
  socketTimeout: 5_000,
  throwOnRequestTimeout: true,
} as const;

/** For calls that may be repeated without thought. */
export const READING = { cacheMiddleware: true, maxAttempts: 3, requestHandler } as const;

/** For calls whose effect is unknown when no answer comes: one attempt, the caller decides. */
export const WRITING = { cacheMiddleware: true, maxAttempts: 1, requestHandler } as const;
