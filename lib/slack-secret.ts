// What the Slack secret holds: the bot token and the incoming webhooks. The app's signing secret is another.
import { RefusedError } from './errors.ts';
import { membersOf, parseMembers, type Members } from './members.ts';
import type { Secrets } from './people-ports.ts';

/** Reads the parts; each throws RefusedError that says what is missing and never what is there. */
export type SlackSecret = { botToken(): Promise<string>; webhook(name: string): Promise<string> };

/** The secret is JSON: `{ "botToken": "xoxb-...", "webhooks": { "risk-models": "https://hooks.slack.com/services/..." } }`. */
export function makeSlackSecret(ports: { secrets: Secrets; slackSecretId: string | null }): SlackSecret {
  const { slackSecretId } = ports;
  const read = async (): Promise<Members> => {
    if (slackSecretId === null)
      throw new RefusedError(
        'NoSlackSecret',
        'no Slack message can be sent: the environment variable SLACK_SECRET_ID is not set',
      );
    return parseMembers(await ports.secrets.read(slackSecretId)) ?? {};
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
      const address = membersOf((await read())['webhooks'])[name];
      if (typeof address === 'string') return address;
      throw new RefusedError(
        'NoWebhook',
        `secret \`${slackSecretId}\` has no webhook \`${name}\`; put its address under webhooks`,
      );
    },
  };
}
