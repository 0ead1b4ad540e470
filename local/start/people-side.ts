// What people use on one machine: the pages' port, Slack, mailboxes, and the secrets that go with them.
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { randomBytes } from 'node:crypto';
import { type PagesServer, startPagesServer } from '../http/pages-server.ts';
import { makeInbox, SLACK_API_PATH } from '../inbox/inbox.ts';
import { channelsOf, peopleOf } from '../inbox/people.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { makeSecretsManager, type SecretsManager } from '../secrets-manager/secrets-manager.ts';
import type { World } from '../service.ts';
import { makeSes, type Ses } from '../ses/ses.ts';
import { makeSlack, type Slack } from '../slack/slack.ts';
import type { GoodPolicies } from './check-policies.ts';

/** `url` is where the pages are. */
export type PeopleSide = {
  readonly url: string;
  readonly slack: Slack;
  readonly ses: Ses;
  readonly secrets: SecretsManager;
  /** What the functions have to know of it. */
  readonly environment: Readonly<Record<string, string>>;
  /** Lets requests through to the functions, and fills the secrets that a person would fill. */
  readonly open: (runtime: Runtime, place: { endpoint: string; account: string; region: string }) => Promise<void>;
  /** Slack users and mailboxes follow the reviewer directory, channels the routes. */
  readonly follow: (policies: GoodPolicies) => void;
  readonly close: () => Promise<void>;
};

const TEAM = 'T0LOCAL0001';

const followPolicies = (slack: Slack, policies: GoodPolicies): void => {
  for (const { name, email, slack: id } of peopleOf(policies.files))
    if (id !== null) slack.addUser({ id, name, email, teamId: TEAM });
  for (const name of channelsOf(policies.files)) slack.addChannel(name);
};

/** Secrets that the stack makes empty, by logical id, with what a person would put in. */
const secretTexts = ({ workspace }: Slack): Readonly<Record<string, string>> => ({
  SlackSecret: JSON.stringify({ botToken: workspace.botToken }),
  SlackSigningSecret: JSON.stringify({
    signingSecret: workspace.signingSecret,
    teamId: workspace.teamId,
    appId: workspace.appId,
  }),
  OidcSecret: 'local-client-secret',
});

async function fillSecrets(
  slack: Slack,
  runtime: Runtime,
  { endpoint, account, region }: { endpoint: string; account: string; region: string },
): Promise<void> {
  const credentials = { accessKeyId: account, secretAccessKey: 'local' };
  const client = new SecretsManagerClient({ endpoint, region, credentials });
  for (const [logicalId, text] of Object.entries(secretTexts(slack))) {
    const name = runtime.nameOf(logicalId);
    if (name !== undefined) await client.send(new PutSecretValueCommand({ SecretId: name, SecretString: text }));
  }
  client.destroy();
}

/** Listens on `port`, where 0 takes one that is free; rejects with `EADDRINUSE` where it is taken. */
export async function startPeopleSide(port: number, world: World): Promise<PeopleSide> {
  const server: PagesServer = await startPagesServer(port);
  const workspace = {
    teamId: TEAM,
    appId: 'A0LOCAL0001',
    botToken: `xoxb-${randomBytes(16).toString('hex')}`,
    signingSecret: randomBytes(16).toString('hex'),
  };
  const slack = makeSlack(world, workspace, () => `${server.url}/slack/interactive`);
  const ses = makeSes(world);
  return {
    url: server.url,
    slack,
    ses,
    secrets: makeSecretsManager(world),
    environment: {
      PAGES_URL: server.url,
      SLACK_API_URL: `${server.url}${SLACK_API_PATH}`,
    },
    open: async (runtime, place) => {
      await fillSecrets(slack, runtime, place);
      server.open({ inbox: makeInbox(slack, ses), functions: runtime.http });
    },
    follow: (policies) => followPolicies(slack, policies),
    close: server.close,
  };
}
