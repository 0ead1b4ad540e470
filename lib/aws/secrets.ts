// Secrets Manager, kept in memory for five minutes, so that a rotated secret is in use soon and a call is rare.
import {
  GetSecretValueCommand,
  SecretsManagerClient,
  type SecretsManagerClientConfig,
} from '@aws-sdk/client-secrets-manager';
import { RefusedError } from '../errors.ts';
import type { Clock } from '../ports.ts';
import type { Secrets } from '../people-ports.ts';
import { MINUTE } from '../times.ts';
import { READING } from './client-settings.ts';
import { asked, refusalIn } from './failures.ts';

const KEPT = 5 * MINUTE;

/** Makes the Secrets port. Errors name the secret and never its text. */
export function makeSecrets({ client: config = {}, clock = Date.now }: SecretsOptions = {}): Secrets {
  let client: SecretsManagerClient | null = null;
  const kept = new Map<string, { readonly text: string; readonly until: number }>();
  return {
    async read(secretId, stage = 'AWSCURRENT') {
      const key = `${stage} ${secretId}`;
      const known = kept.get(key);
      if (known && clock() < known.until) return known.text;
      client ??= new SecretsManagerClient({ ...READING, ...config });
      const command = new GetSecretValueCommand({ SecretId: secretId, VersionStage: stage });
      try {
        const { SecretString: text } = await asked('GetSecretValue', client.send(command));
        if (text === undefined) throw new Error('it has no SecretString');
        kept.set(key, { text, until: clock() + KEPT });
        return text;
      } catch (error) {
        const refusal = refusalIn(error);
        if (!refusal) throw error;
        throw new RefusedError('NoSecret', `secret \`${secretId}\` can't be read: ${refusal.message}`, {
          cause: error,
        });
      }
    },
  };
}

type SecretsOptions = { readonly client?: SecretsManagerClientConfig; readonly clock?: Clock };
