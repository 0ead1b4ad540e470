// E-mail by SES: text and HTML, one link, nothing that decides, and at most ten mails an hour to one person.
import type { Mail } from '../people-ports.ts';
import type { Channel, Reader } from './channel.ts';
import { mailDigestHtmlOf, mailHtmlOf } from './mail-html.ts';
import { mailDigestTextOf, mailSubjectOf, mailTextOf } from './mail-text.ts';
import { digestTitleOf, type Message } from './message.ts';

/** A flood of requests must not make a reviewer blind: what is above this waits on the pages. */
const CAP = 10;
const LAST =
  'This is the tenth mail within an hour. More may be waiting: further ones come with the next hour, the pages show all of them now.';

/** Makes the channel; an address is one mail address. */
export function makeEmail(ports: { mail: Mail; pagesUrl: string | null }): Channel {
  const post = async (
    { address, because, about = [] }: Reader,
    message: Message,
    subject: string,
    isLast: boolean,
  ): Promise<null> => {
    const note = isLast ? LAST : null;
    const html = await mailHtmlOf(message, because, note);
    await ports.mail.send({ to: address, subject, text: mailTextOf(message, because, note), html, about });
    return null;
  };
  return {
    gap: 0,
    cap: CAP,
    update: null,
    looksOf: (message) => mailTextOf(message, '', null),
    post: (reader, message, isLast) => post(reader, message, mailSubjectOf(message), isLast),
    remind: (reader, _posted, message, isLast) => post(reader, message, `Reminder: ${mailSubjectOf(message)}`, isLast),
    async postDigest({ address, because, about = [] }, messages, isLast) {
      const note = isLast ? LAST : null;
      const { pagesUrl } = ports;
      await ports.mail.send({
        to: address,
        subject: digestTitleOf(messages),
        text: mailDigestTextOf(messages, because, note, pagesUrl),
        html: await mailDigestHtmlOf(messages, because, note, pagesUrl),
        about,
      });
      return null;
    },
  };
}
