// A service that refuses calls above so many a second, for each operation of an account and region, as AWS's control planes do.
import { AwsError, type JsonService, type World } from '../service.ts';

/** A bucket holds two seconds' worth; AWS publishes neither rates nor bursts of SageMaker's control plane. */
const BURST_SECONDS = 2;

/** The service behind token buckets of `perSecond` calls; above it ThrottlingException, HTTP 400 "Rate exceeded". 0: no limit. */
export function withRateLimit<Service extends JsonService>(
  service: Service,
  world: World,
  perSecond: number,
): Service & { readonly throttled: () => number } {
  const buckets = new Map<string, { tokens: number; filledAt: number }>();
  let throttled = 0;
  const take = (key: string): void => {
    const now = world.now();
    const bucket = buckets.get(key) ?? { tokens: perSecond * BURST_SECONDS, filledAt: now };
    buckets.set(key, bucket);
    bucket.tokens = Math.min(perSecond * BURST_SECONDS, bucket.tokens + ((now - bucket.filledAt) / 1000) * perSecond);
    bucket.filledAt = now;
    if (bucket.tokens < 1) {
      throttled += 1;
      throw new AwsError('ThrottlingException', 'Rate exceeded');
    }
    bucket.tokens -= 1;
  };
  const operations: JsonService['operations'] = Object.fromEntries(
    Object.entries(service.operations).map(([name, work]) => [
      name,
      async (input, caller) => {
        if (perSecond > 0) take(`${caller.account}/${caller.region}/${name}`);
        return work(input, caller);
      },
    ]),
  );
  return { ...service, operations, throttled: () => throttled };
}
