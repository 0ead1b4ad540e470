// The secrets of the doors, read when needed and kept no longer than the Secrets port keeps them.
import { RefusedError } from '../errors.ts';
import { parseMembers, textOf } from '../members.ts';
import type { Secrets } from '../people-ports.ts';
import { signingKey, type ReadSigningKeys } from './signing-keys.ts';
import type { SlackApp } from './slack-payload.ts';

/** Both versions of the signing key. A key that was never rotated has no previous one. Throws where the current one can't be read. */
export const makeReadSigningKeys =
  (secrets: Secrets, secretId: string): ReadSigningKeys =>
  async () => {
    const current = signingKey(await secrets.read(secretId));
    const previous = await secrets.read(secretId, 'AWSPREVIOUS').then(signingKey, (error: unknown) => {
      if (error instanceof RefusedError) return null;
      throw error;
    });
    return { current, previous };
  };

/** The Slack app: `{ "signingSecret": "...", "teamId": "T...", "appId": "A..." }`. Throws RefusedError that names what is missing. */
export const makeReadSlackApp =
  (secrets: Secrets, secretId: string): (() => Promise<SlackApp>) =>
  async () => {
    const given = parseMembers(await secrets.read(secretId)) ?? {};
    const [signingSecret, teamId, appId] = [given['signingSecret'], given['teamId'], given['appId']].map(textOf);
    if (!signingSecret || !teamId || !appId)
      throw new RefusedError('NoSlackApp', `secret \`${secretId}\` has no signingSecret, teamId or appId`);
    return { signingSecret, teamId, appId };
  };
