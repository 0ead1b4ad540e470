// Puts the doors together from what a function has: configuration, secrets, store, and what other rooms hand over.
import { randomBytes, randomInt } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { DoorsConfig } from '../config.ts';
import { gateDoorLocked } from '../door-events.ts';
import { makeOidcProvider } from '../oidc-provider.ts';
import { METRICS, type Observe } from '../observe.ts';
import type { Person, ReviewerDirectory } from '../policy/directory.ts';
import type { Bus, Clock, Ledger } from '../ports.ts';
import type { DoorStore, Mail, Secrets } from '../people-ports.ts';
import { makeCallSlack } from '../slack-api.ts';
import { makeSlackSecret } from '../slack-secret.ts';
import type { DoorViews } from '../visitor.ts';
import type { AnswerReview } from './answering.ts';
import type { HandleCommand } from './command.ts';
import type { DoorApp } from './door-context.ts';
import { makeReadSigningKeys, makeReadSlackApp } from './door-secrets.ts';
import { type DoorPorts, makeDoors } from './doors.ts';
import { makeOidcDoor, type OidcDoor } from './oidc-door.ts';
import { makeRateLimit } from './rate-limit.ts';
import { makeSessions } from './sessions.ts';
import { makeSignIn } from './sign-in.ts';
import { makeSlackDoor } from './slack-door.ts';
import { makeStrangerFault } from './slack-people.ts';

export type OpenDoorsGiven = DoorsConfig & {
  readonly slackApiUrl: string;
  readonly slackSecretId: string | null;
  readonly secrets: Secrets;
  readonly mail: Mail;
  readonly store: DoorStore;
  readonly ledger: Pick<Ledger, 'readRevoked'>;
  readonly directory: ReviewerDirectory;
  readonly observe: Observe;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly views: DoorViews;
  readonly pages: DoorPorts['pages'];
  readonly answer: AnswerReview;
  readonly command: HandleCommand | null;
};

/** Knocks a minute from one address on the sign-in. */
const SIGN_INS_A_MINUTE = 60;
/** Milliseconds: longer than a mail takes to be handed to SES, so that the answer's time tells nothing. */
const EVEN = 500;
/** Milliseconds: Slack waits three seconds in all. */
const SLACK_TIMEOUT = 1_000;

/** The app of functions/review. */
export function openDoors(given: OpenDoorsGiven): DoorApp {
  const { clock, ledger, secrets } = given;
  const newToken = (): string => randomBytes(16).toString('hex');
  const readKeys = makeReadSigningKeys(secrets, given.signingKeySecretId);
  const isRevoked = async (personId: string): Promise<boolean> => (await ledger.readRevoked()).has(personId);
  const shared = { ...given, newToken, readKeys, isRevoked };
  return makeDoors({
    ...shared,
    signIn: makeSignIn({
      ...shared,
      onLocked: (person, until) => tellLocked(given, person, until),
      newCode: () => String(randomInt(1_000_000)).padStart(6, '0'),
    }),
    sessions: makeSessions(shared),
    oidc: oidcOf(shared),
    takeTurn: makeRateLimit({ clock, perMinute: SIGN_INS_A_MINUTE }),
    evenOut: (since) => wait(Math.max(0, since + EVEN - clock())),
    pause: (milliseconds) => wait(milliseconds),
    slack: slackOf(shared),
  });
}

/** An alarm watches the metric: ten wrong tries are somebody guessing. */
async function tellLocked({ observe, bus }: OpenDoorsGiven, { id }: Person, lockedUntil: number): Promise<void> {
  observe.warn('door locked', { person: id, until: new Date(lockedUntil).toISOString() });
  observe.count(METRICS.doorsLocked);
  // The door is locked whether the bus hears of it or not, and whoever guesses learns nothing.
  await bus
    .publish(gateDoorLocked(id, lockedUntil))
    .catch((error: unknown) => observe.error('door locked, and nobody told', { person: id }, error));
}

type Shared = OpenDoorsGiven & {
  readonly readKeys: ReturnType<typeof makeReadSigningKeys>;
  readonly isRevoked: (personId: string) => Promise<boolean>;
};

function oidcOf({ oidc, secrets, pagesUrl, ...shared }: Shared): OidcDoor | null {
  if (oidc === null) return null;
  const readClientSecret = (): Promise<string> => secrets.read(oidc.secretId);
  const redirectUri = `${pagesUrl}/sign-in/oidc/callback`;
  return makeOidcDoor({ ...shared, provider: makeOidcProvider({ ...oidc, readClientSecret, redirectUri }) });
}

function slackOf(shared: Shared): ReturnType<typeof makeSlackDoor> | null {
  const { slackSigningSecretId, slackSecretId, secrets, clock } = shared;
  if (slackSigningSecretId === null || slackSecretId === null) return null;
  const secret = makeSlackSecret({ secrets, slackSecretId });
  const readToken = (): Promise<string> => secret.botToken();
  const callSlack = makeCallSlack({ fetch, apiUrl: shared.slackApiUrl, readToken, timeout: SLACK_TIMEOUT });
  return makeSlackDoor({
    ...shared,
    readApp: makeReadSlackApp(secrets, slackSigningSecretId),
    callSlack,
    strangerFault: makeStrangerFault({ callSlack, clock }),
  });
}
