// How people hear of it: Slack, mail, and the address that links lead to.
import { good, wrong, type Check, type Finding, type Given } from './finding.ts';
import { SLACK } from './slack.ts';

/** The parameter's default, which is nobody's address. */
const EXAMPLE_ADDRESS = /^https:\/\/(?:[\w-]+\.)*example\.(?:com|org|net)(?:[:/]|$)/u;

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

export const CHANNELS: readonly Check[] = [SLACK, { what: 'mail', run: mail }, { what: 'pages', run: pages }];
