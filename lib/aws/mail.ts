// Mail by SES v2 SendEmail: one address a mail, no header of ours made of what others wrote.
import { type MessageTag, SendEmailCommand, SESv2Client, type SESv2ClientConfig } from '@aws-sdk/client-sesv2';
import { RefusedError } from '../errors.ts';
import { isMailAddress } from '../policy/mail-address.ts';
import type { Mail } from '../people-ports.ts';
import { WRITING } from './client-settings.ts';
import { asked, refusalIn } from './failures.ts';

/** A subject is one line; RFC 5322 has 998 characters, mail programs show about 70. */
const LONGEST_SUBJECT = 200;
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu;

/** SES reports by event only what goes through a configuration set, and hands tags on with it: at most 50, and its own are among them. */
const MOST_TAGS = 40;

export type MailOptions = {
  readonly from: string | null;
  /** The configuration set whose events say what could not be delivered; null: nobody hears of it. */
  readonly configurationSet?: string | null;
  readonly client?: SESv2ClientConfig;
};

/** Makes the Mail port. `from` is null where no sender is configured: each mail is refused then. One attempt: a repeat would be a second mail. */
export function makeMail({ from, configurationSet = null, client: config = {} }: MailOptions): Mail {
  let client: SESv2Client | null = null;
  return {
    async send({ to, subject, text, html, about = [] }) {
      if (from === null)
        throw new RefusedError('NoSender', 'no mail can be sent: the environment variable MAIL_FROM is not set');
      if (!isMailAddress(to)) throw new RefusedError('BadAddress', `\`${to.slice(0, 120)}\` is not one mail address`);
      client ??= new SESv2Client({ ...WRITING, ...config });
      const command = new SendEmailCommand({
        FromEmailAddress: from,
        Destination: { ToAddresses: [to] },
        ...(configurationSet !== null && { ConfigurationSetName: configurationSet, EmailTags: tagsOf(about) }),
        Content: {
          Simple: {
            Subject: { Data: subject.replaceAll(CONTROL, ' ').slice(0, LONGEST_SUBJECT), Charset: 'UTF-8' },
            Body: { Text: { Data: text, Charset: 'UTF-8' }, Html: { Data: html, Charset: 'UTF-8' } },
          },
        },
      });
      try {
        await asked('SendEmail', client.send(command));
      } catch (error) {
        const refusal = refusalIn(error);
        if (!refusal) throw error;
        throw new RefusedError(refusal.name, `SendEmail: ${refusal.name}: ${refusal.message}`, { cause: error });
      }
    },
  };
}

const tagsOf = (about: readonly string[]): MessageTag[] =>
  about.slice(0, MOST_TAGS).map((id, at) => ({ Name: `about-${at}`, Value: id }));
