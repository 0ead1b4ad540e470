// Starts the embedded AWS for a test and makes SDK clients for it.
import type { TestContext } from 'node:test';
import { type Aws, type AwsOptions, startAws } from '../../local/aws.ts';

export const ACCOUNT = '111122223333';
export const OTHER = '444455556666';
export const REGION = 'eu-west-1';

/** A clock that can be moved on, in milliseconds. */
export const makeClock = (): { now: () => number; advance: (ms: number) => void } => {
  let moved = 0;
  return {
    now: () => Date.now() + moved,
    advance: (ms) => {
      moved += ms;
    },
  };
};

/** An embedded AWS that is closed when the test ends. */
export const start = async (t: TestContext, options: Partial<AwsOptions> = {}): Promise<Aws> => {
  const world = { now: Date.now, random: Math.random };
  const aws = await startAws({ port: 0, account: ACCOUNT, region: REGION, world, ...options });
  t.after(() => aws.close());
  return aws;
};

/** Configuration of any SDK client. */
export const clientOf = (
  aws: Aws,
  account = ACCOUNT,
  sessionToken?: string,
): {
  endpoint: string;
  region: string;
  maxAttempts: number;
  credentials: { accessKeyId: string; secretAccessKey: string };
} => ({
  endpoint: aws.url,
  region: REGION,
  maxAttempts: 1,
  credentials: { accessKeyId: account, secretAccessKey: 'x', ...(sessionToken === undefined ? {} : { sessionToken }) },
});
