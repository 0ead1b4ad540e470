// The command line's verbs, of a caller whom IAM has let through: who he is follows from the directory, never from what he says.
import { arnKey, parseModelPackageArn } from '../identity.ts';
import { personNamed, personOfActor } from './people.ts';
import type { ReviewerDirectory } from '../policy/directory.ts';
import type { Clock, Ledger, Wake } from '../ports.ts';
import type { AnswerReview } from './answering.ts';
import { orderBypass } from './bypass.ts';
import type { CommandAnswer, HandleCommand, ReviewCommand } from './command.ts';
import { findDecided, versionKey, type HomePlace } from './find-version.ts';
import { readOpenReviews } from './open-reviews.ts';
import { reviewStateOf } from './review-state.ts';

export type CommandPorts = HomePlace & {
  readonly ledger: Pick<
    Ledger,
    'readDue' | 'readHeads' | 'readHead' | 'readLog' | 'readRevoked' | 'putRevoked' | 'putEntry' | 'changeReview'
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
    return refuse(
      'refused',
      'unknownPerson',
      `nobody in the reviewer directory is ${callerArn}.`,
      'Add the IAM user to iamUsers of that person. A role names nobody.',
    );
  const key = versionKey(command, ports);
  if (key === null) return noName(command);
  const heads = await readOpenReviews(ports.ledger);
  const head = heads.find(({ modelPackageArn }) => arnKey(parseModelPackageArn(modelPackageArn)) === key);
  if (!head)
    return refuse(
      'refused',
      'voided',
      `no review of ${command.modelPackage} is open.`,
      `Why: modelgate explain ${command.modelPackage}`,
    );
  const outcome = await ports.answer({
    reviewId: head.review.reviewId,
    personId: person.id,
    choice: CHOICES[command.verb],
    comment: command.comment ?? '',
    door: 'CommandLine',
    packageDigest: command.packageDigest ?? null,
  });
  if (outcome.outcome === 'refused')
    return { outcome: 'refused', reason: outcome.reason, lines: outcome.message.split('\n') };
  return { outcome: 'done', lines: [outcome.sentence], reviews: [outcome.state] };
}

async function bypass(ports: CommandPorts, principal: string, command: ReviewCommand): Promise<CommandAnswer> {
  const key = versionKey(command, ports);
  if (key === null) return noName(command);
  const person = personOfActor(ports.directory, principal)?.id ?? principal;
  if ((await ports.ledger.readRevoked()).has(person))
    return refuse('refused', 'revoked', `the authority of ${person} was revoked.`, 'Nothing was recorded.');
  const head = await findDecided(ports.ledger, key, ports.clock());
  if (!head)
    return refuse(
      'notFound',
      'notFound',
      `${command.modelPackage} was not decided in the last twelve months.`,
      'Only what the gate has looked at can be bypassed: modelgate retry looks at it.',
    );
  return orderBypass(ports, head, { person, principal, comment: command.comment ?? '' });
}

async function revoke(ports: CommandPorts, by: string, command: ReviewCommand): Promise<CommandAnswer> {
  const person = personNamed(ports.directory, command.person ?? '');
  if (!person)
    return refuse(
      'notFound',
      'unknownPerson',
      `nobody in the reviewer directory is \`${command.person ?? ''}\`.`,
      'Expected an id, a name or an e-mail address.',
    );
  const revocation = { by, at: ports.clock(), comment: command.comment ?? '' };
  await ports.ledger.putRevoked(person.id, command.undo ? null : revocation);
  const what = command.undo ? 'has authority again' : 'has no authority any more, at any door';
  return { outcome: 'done', lines: [`${person.name} ${what}.`] };
}

const noName = ({ modelPackage }: ReviewCommand): CommandAnswer =>
  refuse(
    'invalid',
    'noModelPackage',
    `\`${modelPackage ?? ''}\` is not a model package version.`,
    'Expected GROUP/VERSION, such as fraud-card/8, or an ARN.',
  );

const refuse = (
  outcome: 'refused' | 'notFound' | 'invalid',
  reason: string,
  first: string,
  next = 'Nothing was recorded.',
): CommandAnswer => ({ outcome, reason, lines: [`Refused: ${first}`, `  ${next}`] });
