// What the Slack secret holds for this room: the bot token and the incoming webhooks. The signing secrets are the doors' business.
import { RefusedError } from '../errors.ts';
import type { Secrets } from '../people-ports.ts';

/** Reads the parts; each throws RefusedError that says what is missing and never what is there. */
export type SlackSecret = { botToken(): Promise<string>; webhook(name: string): Promise<string> };

/** The secret is JSON: `{ "botToken": "xoxb-...", "webhooks": { "risk-models": "https://hooks.slack.com/services/..." } }`. */
export function makeSlackSecret(ports: { secrets: Secrets; slackSecretId: string | null }): SlackSecret {
  const { slackSecretId } = ports;
  const read = async (): Promise<Readonly<Record<string, unknown>>> => {
    if (slackSecretId === null)
      throw new RefusedError(
        'NoSlackSecret',
        'no Slack message can be sent: the environment variable SLACK_SECRET_ID is not set',
      );
    return mapOf(parse(await ports.secrets.read(slackSecretId)));
  };
  return {
    async botToken() {
      const token = (await read())['botToken'];
      if (typeof token === 'string' && /^[\x21-\x7e]{1,512}$/u.test(token)) return token;
      throw new RefusedError(
        'NoBotToken',
        `secret \`${slackSecretId}\` has no botToken; put the app's bot token (xoxb-...) there`,
      );
    },
    async webhook(name) {
      const address = mapOf((await read())['webhooks'])[name];
      if (typeof address === 'string') return address;
      throw new RefusedError(
        'NoWebhook',
        `secret \`${slackSecretId}\` has no webhook \`${name}\`; put its address under webhooks`,
      );
    },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const mapOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.assign(Object.create(null) as Record<string, unknown>, value)
    : {};
