// Slack's interactions: verified over the raw bytes, used once, answered within its three seconds; all that Slack is told goes through its Web API.
import type { Person, ReviewerDirectory } from '../policy/directory.ts';
import type { Clock } from '../ports.ts';
import type { DoorStore } from '../people-ports.ts';
import type { CallSlack } from '../slack-api.ts';
import { MINUTE } from '../times.ts';
import type { AnswerOutcome, AnswerReview, GivenAnswer } from './answering.ts';
import { useOnce } from './door-memory.ts';
import { fingerprint } from './signing-keys.ts';
import { commentModal, refusalModal, sayTo } from './slack-modal.ts';
import { readSlackAct, type SlackAct, type SlackApp, type SlackPayloadFault } from './slack-payload.ts';
import { slackSignatureFault, type SlackSignatureFault } from './slack-signature.ts';
import type { SlackStranger } from './slack-people.ts';

export type SlackDoorPorts = {
  /** The app's signing secret and ids. Throws where they can't be read: then nothing is accepted. */
  readonly readApp: () => Promise<SlackApp>;
  readonly callSlack: CallSlack;
  readonly store: DoorStore;
  readonly clock: Clock;
  readonly directory: ReviewerDirectory;
  /** Null where Slack says that this user is a full, active member of our workspace. */
  readonly strangerFault: (user: string, teamId: string) => Promise<SlackStranger | null>;
  readonly answer: AnswerReview;
};

/** What is sent back; `fault` is for the log. `body` null is an empty 200: taken. */
export type SlackReply = {
  readonly fault: SlackSignatureFault | SlackPayloadFault | SlackStranger | 'notConfigured' | 'unknownUser' | null;
  readonly isAccepted: boolean;
  readonly body: unknown;
  /** What is told to Slack after the answer is safe; a failure of it changes nothing. */
  readonly tell: (() => Promise<unknown>) | null;
};

// A repeat by Slack comes within minutes; a signature is refused after five.
const REMEMBERED = 15 * MINUTE;

const refused = (fault: NonNullable<SlackReply['fault']>): SlackReply => ({
  fault,
  isAccepted: false,
  body: null,
  tell: null,
});
const taken = (tell: SlackReply['tell'] = null, body: unknown = null): SlackReply => ({
  fault: null,
  isAccepted: true,
  body,
  tell,
});

/** One POST to /slack/interactive: `body` as its raw bytes. Throws only where ledger or secret store do not answer. */
export function makeSlackDoor(ports: SlackDoorPorts): (headers: Headers, body: Buffer) => Promise<SlackReply> {
  return async (headers, body) => {
    const app = await ports.readApp();
    const fault = slackSignatureFault(app.signingSecret, headers, body, ports.clock());
    if (fault) return refused(fault);
    const act = readSlackAct(body, app);
    if (typeof act === 'string') return refused(act);
    // A button that is a link opens the page by itself; Slack only wants to hear that we heard.
    if (act.kind === 'open') return taken();
    const person = ports.directory.people.find(({ slack }) => slack === act.user);
    if (!person) return { ...refused('unknownUser'), isAccepted: true, tell: tellStranger(ports, act) };
    const stranger = await ports.strangerFault(act.user, app.teamId);
    if (stranger) return { ...refused(stranger), isAccepted: true, tell: tellStranger(ports, act) };
    const isFirst = await useOnce(ports.store, `SLACK#${fingerprint(act.once)}`, ports.clock() + REMEMBERED);
    return isFirst ? carryOut(ports, act, person) : taken();
  };
}

const tellStranger = ({ callSlack }: SlackDoorPorts, act: SlackAct): SlackReply['tell'] =>
  act.kind === 'sent' || act.channel === null
    ? null
    : sayTo(
        callSlack,
        act.channel,
        act.user,
        'Nothing was recorded: your Slack account is not in the reviewer directory.',
      );

async function carryOut(ports: SlackDoorPorts, act: SlackAct, person: Person): Promise<SlackReply> {
  const { callSlack } = ports;
  const given = (choice: GivenAnswer['choice'], comment: string): GivenAnswer => ({
    reviewId: act.reviewId,
    personId: person.id,
    choice,
    comment,
    door: 'Slack',
    // A review id belongs to one digest: changed evidence has a new review.
    packageDigest: null,
  });
  if (act.kind === 'sent') return sentReply(await ports.answer(given(act.choice, act.comment)));
  if (act.kind !== 'approve') return taken(() => callSlack('views.open', commentModal('Reject', act)));
  const outcome = await ports.answer(given('Approve', ''));
  if (outcome.outcome === 'refused' && outcome.reason === 'commentMissing')
    return taken(() => callSlack('views.open', commentModal('Approve', act)));
  const said = outcome.outcome === 'recorded' ? outcome.sentence : outcome.message;
  return taken(act.channel === null ? null : sayTo(callSlack, act.channel, act.user, said));
}

/** A recorded answer closes the modal; a refusal takes its place. */
const sentReply = (outcome: AnswerOutcome): SlackReply =>
  outcome.outcome === 'recorded'
    ? taken()
    : taken(null, { response_action: 'update', view: refusalModal(outcome.message) });
