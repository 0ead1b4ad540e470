// What may be wrong on the way to people: secrets, Slack, mail, pages, the directory, the policies that name them.
import { makeLedger } from '../../lib/aws/ledger.ts';
import type { Installed } from '../../lib/mode-ports.ts';
import { ASKED, ROUTE, type Patient } from './doctor-patient.ts';
import type { Row } from './doctor-row.ts';

const writeTo = async ({ write }: Patient, file: string, text: string, was: string) => {
  await write(file, text);
  return () => write(file, was);
};
const withReaches = (one: Installed, more: Partial<NonNullable<Installed['reaches']>>): Installed => ({
  ...one,
  reaches: { pagesUrl: null, mailFrom: 'gate@example.com', hasOidc: false, ...one.reaches, ...more },
});

/** Each broken alone. */
export const PEOPLE_ROWS: readonly Row[] = [
  {
    title: 'a channel that routes name and Slack does not have',
    breaks: (patient) => writeTo(patient, 'route.yaml', ROUTE.replace('C0RISK0001', '"#risk-modles"'), ROUTE),
    what: 'Slack',
    says: /^channel #risk-modles is not there/u,
    next: /^\/invite/u,
  },
  {
    title: 'a signing key that is a placeholder',
    breaks: ({ fill }) => fill('SigningKey', 'changeme'),
    what: 'secrets',
    says: /^secret SigningKey holds a placeholder$/u,
    next: /put-secret-value --secret-id \S+SigningKey --secret-string "\$\(openssl rand -hex 32\)"/u,
  },
  {
    title: 'a signing key that can be guessed',
    breaks: ({ fill }) => fill('SigningKey', 'correct horse'),
    what: 'secrets',
    says: /^secret SigningKey has fewer than 32 characters$/u,
    next: /openssl rand/u,
  },
  {
    title: 'a Slack app whose signing secret was copied from the manual',
    breaks: ({ fill }) => fill('SlackSigningSecret', '{ "signingSecret": "...", "teamId": "T1", "appId": "A1" }'),
    what: 'secrets',
    says: /^secret SlackSigningSecret holds a placeholder for signingSecret$/u,
    next: /put-secret-value/u,
  },
  {
    title: 'a Slack token that was revoked',
    breaks: async ({ gate }) => {
      gate.world.people.slack.trouble({ kind: 'error', error: 'token_revoked' }, 1, 'auth.test');
      return () => undefined;
    },
    what: 'Slack',
    says: /token_revoked; install the app again/u,
    next: /bot token/u,
  },
  {
    title: 'a channel that the app is not in',
    breaks: async ({ gate }) => {
      gate.world.people.slack.trouble({ kind: 'error', error: 'channel_not_found' }, 1, 'conversations.info');
      return () => undefined;
    },
    what: 'Slack',
    says: /channel C0RISK0001 can't be reached: .*channel_not_found/u,
    next: /^\/invite/u,
  },
  {
    title: 'a sender that SES has not verified',
    breaks: async ({ gate }) => {
      gate.world.people.ses.identity('example.com', null);
      return () => gate.world.people.ses.identity('example.com', true);
    },
    what: 'mail',
    says: /SES has neither gate@example\.com nor example\.com as a verified sender/u,
    next: /^aws sesv2 create-email-identity --email-identity example\.com$/u,
  },
  {
    title: 'the sandbox of SES',
    breaks: async ({ gate }) => {
      gate.world.people.ses.production(false);
      return () => gate.world.people.ses.production(true);
    },
    what: 'mail',
    says: /sandbox/u,
    next: /put-account-details/u,
  },
  {
    title: 'links to the address of the manual',
    breaks: ({ install }) => install((one) => withReaches(one, { pagesUrl: 'https://gate.example.com' })),
    what: 'pages',
    says: /links in messages lead to https:\/\/gate\.example\.com/u,
    next: /--param=pagesUrl=URL/u,
  },
  {
    title: 'a person whom nothing reaches',
    breaks: ({ install }) => install((one) => withReaches(one, { mailFrom: null, hasOidc: true })),
    what: 'directory',
    says: /^Ines can't be reached/u,
    next: /mailFrom/u,
  },
  {
    title: 'a group that policies ask and no directory has',
    breaks: (patient) => writeTo(patient, 'asked.yaml', ASKED.replace('[risk-approvers]', '[heads]'), ASKED),
    what: 'directory',
    says: /^group heads has nobody who may answer$/u,
    next: /ReviewerDirectory/u,
  },
  {
    title: 'a group in which everybody was shut out',
    breaks: async ({ nameOf, client }) => {
      const ledger = makeLedger({ tableName: nameOf('LedgerTable'), bucketName: null, client });
      await ledger.putRevoked('mei', { by: 'user/ann', at: 1, comment: 'laptop' });
      return () => ledger.putRevoked('mei', null);
    },
    what: 'directory',
    says: /^group risk-approvers has nobody who may answer$/u,
    next: /--undo/u,
  },
  {
    title: 'policies that can not be read',
    breaks: (patient) => writeTo(patient, 'route.yaml', 'kind: [', ROUTE),
    what: 'policies',
    says: /can not be read/u,
    next: /^modelgate lint/u,
  },
];
