// The command line's verbs, of a caller whom IAM has let through: who he is follows from the directory, never from what he says.
import { personOfActor, type ReviewerDirectory } from '../policy/directory.ts';
import type { Clock, Ledger, Wake } from '../ports.ts';
import type { Head } from '../ledger/head.ts';
import type { AnswerReview, Refusal } from './answering.ts';
import { orderBypass } from './bypass.ts';
import { refuseCommand, type CommandAnswer, type HandleCommand, type ReviewCommand } from './command.ts';
import { findVersion, namedBy, newestDecided, type HomePlace, type Named } from './find-version.ts';
import { noReviewOpen, readAgain } from './no-review.ts';
import { readOpenReviews } from './open-reviews.ts';
import { personNamed } from './people.ts';
import { reviewStateOf } from './review-state.ts';

export type CommandPorts = HomePlace & {
  readonly ledger: Pick<
    Ledger,
    | 'readDue'
    | 'readHeads'
    | 'readHead'
    | 'readLog'
    | 'readEntry'
    | 'readRevoked'
    | 'putRevoked'
    | 'putEntry'
    | 'changeReview'
  >;
  readonly directory: ReviewerDirectory;
  readonly answer: AnswerReview;
  readonly clock: Clock;
  readonly wake: Wake;
};

const CHOICES = { approve: 'Approve', reject: 'Reject', withdraw: 'Withdraw' } as const;

/** Makes the handler of POST /command/{verb}. Each verb is a route of its own, so that IAM allows bypass and revoke apart. */
export const makeHandleCommand =
  (ports: CommandPorts): HandleCommand =>
  async (callerArn, command) => {
    const { verb } = command;
    if (verb === 'pending') return pending(ports);
    if (verb === 'revoke') return revoke(ports, callerArn, command);
    if (verb === 'bypass') return bypass(ports, callerArn, command);
    return say(ports, callerArn, { ...command, verb });
  };

async function pending({ ledger, directory }: CommandPorts): Promise<CommandAnswer> {
  const [heads, revoked] = await Promise.all([readOpenReviews(ledger), ledger.readRevoked()]);
  const reviews = heads.flatMap((head) => reviewStateOf(head, { directory, revoked }) ?? []);
  const lines = reviews.map(({ subject, sentence }) => `${subject.padEnd(30)} ${sentence}`);
  return { outcome: 'done', reviews, lines: lines.length === 0 ? ['No review is open.'] : lines };
}

async function say(
  ports: CommandPorts,
  callerArn: string,
  command: ReviewCommand & { readonly verb: keyof typeof CHOICES },
): Promise<CommandAnswer> {
  const person = personOfActor(ports.directory, callerArn);
  if (!person)
    return refuseCommand(
      'refused',
      'unknownPerson',
      `nobody in the reviewer directory is ${callerArn}.`,
      'Add the IAM user to iamUsers of that person, an Identity Center session to ssoSessions. A role names nobody.',
    );
  const named = namedBy(command, ports);
  if (!named) return noName(command);
  const head = await findVersion(ports.ledger, named, ports.clock());
  if (!head) return notFound(ports, command, named);
  const reviewId = reviewMeant(head, named);
  if (reviewId === null && head.review) return told(readAgain(head, named.decisionId ?? ''));
  if (reviewId === null) return told(await noReviewOpen(ports.ledger, head));
  const outcome = await ports.answer({
    reviewId,
    personId: person.id,
    choice: CHOICES[command.verb],
    comment: command.comment ?? '',
    door: 'CommandLine',
    packageDigest: command.packageDigest ?? null,
  });
  if (outcome.outcome === 'refused') return told(outcome);
  return { outcome: 'done', lines: [outcome.sentence], reviews: [outcome.state] };
}

/** The open review; but whoever names a decision means what he has read there, open or over. null where nobody was ever asked. */
function reviewMeant({ review, lastReview, decisionId }: Head, named: Named): string | null {
  const isOther = named.decisionId !== null && named.decisionId !== decisionId;
  if (review && (!isOther || review.decisionId === named.decisionId)) return review.reviewId;
  return lastReview?.reviewId ?? null;
}

const told = ({ reason, message }: Refusal): CommandAnswer => ({
  outcome: 'refused',
  reason,
  lines: message.split('\n'),
});

async function bypass(ports: CommandPorts, principal: string, command: ReviewCommand): Promise<CommandAnswer> {
  const named = namedBy(command, ports);
  if (!named) return noName(command);
  const person = personOfActor(ports.directory, principal)?.id ?? principal;
  if ((await ports.ledger.readRevoked()).has(person))
    return refuseCommand('refused', 'revoked', `the authority of ${person} was revoked.`, 'Nothing was recorded.');
  const head = await findVersion(ports.ledger, named, ports.clock());
  if (!head) return notFound(ports, command, named);
  return orderBypass(ports, head, { person, principal, comment: command.comment ?? '' });
}

async function revoke(ports: CommandPorts, callerArn: string, command: ReviewCommand): Promise<CommandAnswer> {
  const person = personNamed(ports.directory, command.person ?? '');
  if (!person)
    return refuseCommand(
      'notFound',
      'unknownPerson',
      `nobody in the reviewer directory is \`${command.person ?? ''}\`.`,
      'Expected an id, a name or an e-mail address.',
    );
  const by = personOfActor(ports.directory, callerArn)?.name ?? callerArn;
  const revocation = { by, at: ports.clock(), comment: command.comment ?? '' };
  await ports.ledger.putRevoked(person.id, command.undo ? null : revocation);
  const what = command.undo ? 'has authority again' : 'has no authority any more, at any door';
  return { outcome: 'done', lines: [`${person.name} ${what}.`] };
}

const noName = ({ modelPackage }: ReviewCommand): CommandAnswer => ({
  outcome: 'invalid',
  reason: 'noModelPackage',
  lines: [
    `\`${modelPackage ?? ''}\` names no model package version.`,
    '  Expected an ARN, GROUP/VERSION such as fraud-card/8, or a decision id such as d-8f3a61c20b7e.',
  ],
});

/** What the gate has never looked at can be neither answered nor bypassed. */
async function notFound(ports: CommandPorts, { modelPackage }: ReviewCommand, named: Named): Promise<CommandAnswer> {
  const { account, region, group, version, decisionId } = named;
  if (decisionId !== null)
    return {
      outcome: 'notFound',
      reason: 'notFound',
      lines: [`Not found: the ledger has no decision ${modelPackage} of the last twelve months.`],
    };
  const newest = await newestDecided(ports.ledger, named, ports.clock());
  const known = newest === null ? `The gate has decided no version of ${group}.` : `The newest is ${newest}.`;
  return {
    outcome: 'notFound',
    reason: 'notFound',
    lines: [
      `Not found: in account ${account}, ${region} the gate knows no version ${version} of ${group}.`,
      `  ${known} Another account or region: --account, --region`,
    ],
  };
}
