// The channels there are: one line each. The contract suite runs over all of them.
import type { Mail, Secrets } from '../people-ports.ts';
import type { Channel } from './channel.ts';
import { makeEmail } from './email.ts';
import { makeSlack } from './slack.ts';
import type { Fetch } from '../slack-api.ts';
import { makeSlackSecret } from '../slack-secret.ts';
import { makeWebhook } from './webhook.ts';

export type ChannelPorts = {
  readonly fetch: Fetch;
  readonly mail: Mail;
  readonly secrets: Secrets;
  readonly slackApiUrl: string;
  readonly slackSecretId: string | null;
  readonly pagesUrl: string | null;
};

export type ChannelName = 'slack' | 'webhook' | 'email';

/** All channels by the name under which a route names them. */
export function makeChannels(ports: ChannelPorts): Readonly<Record<ChannelName, Channel>> {
  const secret = makeSlackSecret(ports);
  return {
    slack: makeSlack({ fetch: ports.fetch, apiUrl: ports.slackApiUrl, secret }),
    webhook: makeWebhook({ fetch: ports.fetch, secret }),
    email: makeEmail(ports),
  };
}
