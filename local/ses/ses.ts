// The embedded SES: SendEmail of the v2 API, whose mails lie in an outbox that the inbox page shows, and what is known of senders.
import { hex } from '../front/ids.ts';
import type { Reply, Stateful } from '../front/reply.ts';
import { AwsError, type World } from '../service.ts';
import type { RestRequest, RestService } from '../front/rest-json.ts';

/** A mail as it was accepted. `at` in milliseconds. */
export type SentMail = {
  readonly id: string;
  readonly at: number;
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string | null;
};

/** Why the next mails are not taken: the code and text of SES. */
type MailRefusal = { readonly code: string; readonly message: string; readonly statusCode: number };

export type Ses = RestService &
  Stateful & {
    /** Oldest first. */
    readonly outbox: () => readonly SentMail[];
    /** Each further mail is refused with this until `null` is given: throttling, an unverified sender, a paused account. */
    readonly refuse: (refusal: MailRefusal | null) => void;
    /** Accepts mail for this address and delivers nothing, as SES does for an address on the suppression list; an event says so. */
    readonly suppress: (address: string) => void;
    /** Who hears of what was not delivered: of mail that went through a configuration set, as EventBridge gets it. */
    readonly onReturned: (listener: (event: ReturnedEvent) => void) => void;
    /** Whether a sender, an address or a domain, is verified; null takes it away. At the beginning example.com is. */
    readonly identity: (name: string, isVerified: boolean | null) => void;
    /** Whether the account may send to everybody. */
    readonly production: (isAllowed: boolean) => void;
  };

/** `Email Bounced` of the default bus: https://docs.aws.amazon.com/ses/latest/dg/monitoring-eventbridge.html */
type ReturnedEvent = {
  readonly detailType: 'Email Bounced';
  readonly detail: Readonly<Record<string, unknown>>;
};

const PATH = '/v2/email/outbound-emails';
const IDENTITY = /^\/v2\/email\/identities\/([^/]+)$/u;
const ACCOUNT = '/v2/email/account';
const MOST_RECIPIENTS = 50;

type Input = {
  readonly FromEmailAddress?: unknown;
  readonly Destination?: { readonly [kind: string]: unknown };
  readonly ConfigurationSetName?: unknown;
  readonly EmailTags?: readonly { readonly Name?: unknown; readonly Value?: unknown }[];
  readonly Content?: {
    readonly Simple?: {
      readonly Subject?: { readonly Data?: unknown };
      readonly Body?: { readonly Text?: { readonly Data?: unknown }; readonly Html?: { readonly Data?: unknown } };
    };
  };
};

const bad = (message: string): AwsError => new AwsError('BadRequestException', message, 400);

function recipientsOf({ Destination = {} }: Input): readonly string[] {
  const all = ['ToAddresses', 'CcAddresses', 'BccAddresses'].flatMap((kind) => {
    const given = Destination[kind] ?? [];
    if (!Array.isArray(given)) throw bad(`Destination.${kind} is not a list`);
    return given.map(String);
  });
  if (all.length === 0) throw bad('Missing required header To, Cc or Bcc.');
  if (all.length > MOST_RECIPIENTS) throw bad(`Recipient count exceeds ${MOST_RECIPIENTS}.`);
  const broken = all.find((one) => !/^[^\s@<>,;]+@[^\s@<>,;]+$/u.test(one));
  if (broken !== undefined) throw bad(`Domain contains illegal character or the address is malformed: ${broken}`);
  return all;
}

function mailOf(input: Input, world: World): SentMail {
  const { FromEmailAddress: from, Content } = input;
  if (typeof from !== 'string' || from === '') throw bad('FromEmailAddress is required for this operation.');
  const subject = Content?.Simple?.Subject?.Data;
  const body = Content?.Simple?.Body;
  if (typeof subject !== 'string' || !body)
    throw bad('Content.Simple with Subject and Body is what this stand-in takes; Raw and Template are not part of it.');
  if (/[\r\n]/u.test(subject)) throw bad('Subject contains control characters.');
  const { Text: text, Html: html } = body;
  if (typeof text?.Data !== 'string' && typeof html?.Data !== 'string') throw bad('Missing body part.');
  return {
    id: `${hex(world, 16)}-${hex(world, 8)}-000000`,
    at: world.now(),
    from,
    to: recipientsOf(input),
    subject,
    text: typeof text?.Data === 'string' ? text.Data : '',
    html: typeof html?.Data === 'string' ? html.Data : null,
  };
}

const operationOf = ({ method, path }: RestRequest): 'SendEmail' | 'GetEmailIdentity' | 'GetAccount' | 'Unknown' => {
  if (method === 'POST' && path === PATH) return 'SendEmail';
  if (method !== 'GET') return 'Unknown';
  return IDENTITY.test(path) ? 'GetEmailIdentity' : path === ACCOUNT ? 'GetAccount' : 'Unknown';
};

/** Verified senders and the sandbox, as GetEmailIdentity and GetAccount tell them. Mails are taken whatever they say. */
function makeSenders() {
  const identities = new Map<string, boolean>([['example.com', true]]);
  let isProduction = true;
  return {
    identity: (name: string, isVerified: boolean | null): void => {
      if (isVerified === null) identities.delete(name);
      else identities.set(name, isVerified);
    },
    production: (isAllowed: boolean): void => void (isProduction = isAllowed),
    answer: (path: string): Reply => {
      const name = decodeURIComponent(IDENTITY.exec(path)?.[1] ?? '');
      if (name === '') return jsonReply({ ProductionAccessEnabled: isProduction, SendingEnabled: true });
      const isVerified = identities.get(name);
      if (isVerified === undefined)
        throw new AwsError('NotFoundException', `Email identity ${name} does not exist.`, 404);
      return jsonReply({
        IdentityType: name.includes('@') ? 'EMAIL_ADDRESS' : 'DOMAIN',
        VerifiedForSendingStatus: isVerified,
      });
    },
  };
}

const jsonReply = (body: object): Reply => ({ status: 200, headers: {}, body: JSON.stringify(body) });

/** Each tag's values by its name; the configuration set is among them. */
function tagsOf({ ConfigurationSetName, EmailTags = [] }: Input): Record<string, readonly string[]> {
  const broken = EmailTags.find(
    ({ Name, Value }) => ![Name, Value].every((one) => /^[\w.@-]{1,256}$/u.test(String(one))),
  );
  if (broken) throw bad(`Invalid email tag: ${JSON.stringify(broken)}`);
  const own = EmailTags.map(({ Name, Value }) => [String(Name), [String(Value)]] as const);
  return { 'ses:configuration-set': [String(ConfigurationSetName)], ...Object.fromEntries(own) };
}

const bounceOf = (input: Input, mail: SentMail, to: readonly string[]): ReturnedEvent => ({
  detailType: 'Email Bounced',
  detail: {
    eventType: 'Bounce',
    bounce: {
      bounceType: 'Permanent',
      bounceSubType: 'OnAccountSuppressionList',
      bouncedRecipients: to.map((emailAddress) => ({ emailAddress, action: 'failed', status: '5.1.1' })),
      timestamp: new Date(mail.at).toISOString(),
    },
    mail: {
      timestamp: new Date(mail.at).toISOString(),
      source: mail.from,
      messageId: mail.id,
      destination: mail.to,
      tags: tagsOf(input),
    },
  },
});

/** Mails of all accounts in one outbox. */
export function makeSes(world: World): Ses {
  const mails: SentMail[] = [];
  const suppressed = new Set<string>();
  const listeners: ((event: ReturnedEvent) => void)[] = [];
  let refusal: MailRefusal | null = null;
  const senders = makeSenders();
  const send = ({ body }: RestRequest): Reply => {
    if (refusal) throw new AwsError(refusal.code, refusal.message, refusal.statusCode);
    const mail = mailOf(body, world);
    const returned = mail.to.filter((address) => suppressed.has(address.toLowerCase()));
    if (returned.length < mail.to.length) mails.push(mail);
    if (returned.length > 0 && body['ConfigurationSetName'] !== undefined)
      for (const tell of listeners) tell(bounceOf(body, mail, returned));
    return { status: 200, headers: {}, body: JSON.stringify({ MessageId: mail.id }) };
  };
  return {
    signingName: 'ses',
    operationOf: (request) => `SES.${operationOf(request)}`,
    handle: async (request) => {
      const operation = operationOf(request);
      if (operation === 'SendEmail') return send(request);
      if (operation !== 'Unknown') return senders.answer(request.path);
      const asked = `\`${request.method} ${request.path}\``;
      const known = 'SendEmail, GetEmailIdentity and GetAccount';
      throw new AwsError('UnknownOperationException', `${asked} is not part of this stand-in; it knows ${known}`, 404);
    },
    identity: senders.identity,
    production: senders.production,
    outbox: () => mails,
    refuse: (next) => void (refusal = next),
    onReturned: (listener) => void listeners.push(listener),
    suppress: (address) => void suppressed.add(address.toLowerCase()),
    snapshot: () => mails,
    restore: (state) => void mails.push(...(state as SentMail[])),
  };
}
