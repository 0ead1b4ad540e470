// How people hear of it: Slack with the channels of the routes, mail, and the address that links lead to.
import { NotYetError, RefusedError } from '../../lib/errors.ts';
import { callSlack } from '../../lib/slack-api.ts';
import { good, wrong, type Check, type Finding, type Given } from './finding.ts';

/** The parameter's default, which is nobody's address. */
const EXAMPLE_ADDRESS = /^https:\/\/(?:[\w-]+\.)*example\.(?:com|org|net)(?:[:/]|$)/u;

async function slack(given: Given): Promise<readonly Finding[]> {
  const { resources, policies } = given;
  const id = resources?.get('SlackSecret');
  if (id === undefined) return [];
  const token = await readToken(given, id);
  if (token === null) return [];
  const call = (method: string, input: Readonly<Record<string, unknown>>) =>
    callSlack({ fetch, apiUrl: given.slackApiUrl }, method, token, input);
  const refused = await refusalOf(() => call('auth.test', {}));
  if (refused)
    return [
      wrong('Slack', refused.message, `put the bot token of the app into secret ${id}: docs/operations.md#doors`),
    ];
  const channels = channelsOf(policies);
  const faults: Finding[] = [];
  let unchecked = channels.filter((channel) => channel.startsWith('#')).length;
  for (const channel of channels.filter((one) => !one.startsWith('#'))) {
    const because = await refusalOf(() => call('conversations.info', { channel }));
    if (because?.reason === 'missing_scope') unchecked += 1;
    else if (because)
      faults.push(
        wrong(
          'Slack',
          `channel ${channel} can't be reached: ${because.message}`,
          `/invite @modelgate there, or name another channel in the NotificationRoute`,
        ),
      );
  }
  const left = unchecked > 0 ? `; ${unchecked} are named by #name, or the app lacks channels:read: not checked` : '';
  return faults.length > 0
    ? faults
    : [good('Slack', `the token is valid, ${channels.length} channels in routes${left}`)];
}

async function readToken({ installation }: Given, id: string): Promise<string | null> {
  if ((await installation.hasSecretValue(id)) !== true) return null;
  const text = await installation.secretText(id).catch(() => '{}');
  const token = /"botToken"\s*:\s*"([\x21-\x7e]{1,512}?)"/u.exec(text)?.[1];
  return token ?? null;
}

/** Slack's refusal; null where it took the call. Limits and outages are passed on. */
async function refusalOf(call: () => Promise<unknown>): Promise<RefusedError | null> {
  try {
    await call();
    return null;
  } catch (error) {
    if (error instanceof RefusedError) return error;
    if (error instanceof NotYetError) return null;
    throw error;
  }
}

const channelsOf = (policies: Given['policies']): readonly string[] => [
  ...new Set(
    (policies?.routes ?? []).flatMap(({ to }) =>
      to.flatMap(({ target, fallback }) =>
        [target, fallback?.target].flatMap((one) =>
          one?.kind === 'slack' && one.channel !== 'owner' ? [one.channel] : [],
        ),
      ),
    ),
  ),
];

async function mail({ installation, installed }: Given): Promise<readonly Finding[]> {
  const from = installed?.reaches?.mailFrom;
  if (from === undefined) return [];
  if (from === null)
    return installed?.reaches?.hasOidc
      ? [good('mail', 'no sender is configured, so nobody gets a mail')]
      : [
          wrong(
            'mail',
            'no sender is configured: nobody gets a sign-in code or a mail',
            'deploy with --param=mailFrom=ADDRESS: docs/operations.md#doors',
          ),
        ];
  const address = /<([^<>]+)>\s*$/u.exec(from)?.[1] ?? from;
  const domain = address.split('@').at(-1) ?? '';
  const [own, ofDomain, account] = await Promise.all([
    installation.isSenderVerified(address),
    installation.isSenderVerified(domain),
    installation.mailAccount(),
  ]);
  if (own !== true && ofDomain !== true)
    return [
      wrong(
        'mail',
        `SES has neither ${address} nor ${domain} as a verified sender: each mail is refused`,
        `aws sesv2 create-email-identity --email-identity ${domain}`,
      ),
    ];
  if (!account.isSending)
    return [wrong('mail', 'SES has paused sending for this account', 'open the SES console: it says why')];
  return account.isProduction
    ? [good('mail', `from ${address}`)]
    : [
        wrong(
          'mail',
          'SES is in its sandbox: only verified addresses get mail',
          'aws sesv2 put-account-details --production-access-enabled ...',
        ),
      ];
}

function pages({ installed }: Given): readonly Finding[] {
  const url = installed?.reaches?.pagesUrl;
  if (url === undefined) return [];
  if (url === null) return [good('pages', 'messages carry no link: pagesUrl is not set')];
  return EXAMPLE_ADDRESS.test(url)
    ? [
        wrong(
          'pages',
          `links in messages lead to ${url}, the address of the manual`,
          "deploy with --param=pagesUrl=URL: the stack's output HttpApiUrl, or your domain in front of it",
        ),
      ]
    : [good('pages', `links lead to ${url}`)];
}

export const CHANNELS: readonly Check[] = [
  { what: 'Slack', run: slack },
  { what: 'mail', run: mail },
  { what: 'pages', run: async (given) => pages(given) },
];
