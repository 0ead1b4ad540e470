// What a dead letter was about and why it is one, in words: from what was recorded beside it, from its queue, and from its own text.
import { parseMembers, type Members } from '../../lib/members.ts';
import type { DeadLetter, DeadLetterQueue } from '../../lib/aws/dead-letter-queues.ts';
import type { LastReason } from '../../lib/aws/last-reason.ts';
import { InvalidError } from '../../lib/errors.ts';
import { parseHint } from '../../lib/hints.ts';

export type Explained = {
  readonly id: string;
  readonly about: string;
  /** Milliseconds since the epoch. */
  readonly sentAt: number;
  readonly receives: number;
  readonly why: string;
  /** Why it must not be sent back; null where it may. */
  readonly stays: string | null;
};

const LONGEST = 200;

/** One dead letter in words. */
export async function explainLetter(
  queue: DeadLetterQueue,
  letter: DeadLetter,
  { stack, lastReason }: { readonly stack: string; readonly lastReason: LastReason },
): Promise<Explained> {
  const { id, body, sentAt, receives, reason } = letter;
  const event = parseMembers(body);
  return {
    id,
    about: aboutOf(body, event),
    sentAt,
    receives,
    why: reason?.slice(0, LONGEST) ?? (await whyOf(queue, letter, stack, lastReason)),
    stays: refusalOf(queue, body, event),
  };
}

/** The package or project, with the name of the event; a text that is no event is not quoted. */
function aboutOf(body: string, event: Members | null): string {
  if (event === null) return `a message of ${Buffer.byteLength(body)} bytes that is no event`;
  const arn = /arn:aws[a-z-]*:sagemaker:[a-z0-9-]+:\d{12}:(?:model-package|project)\/[\w/-]{1,80}/u.exec(body)?.[0];
  const name = event['detail-type'] ?? event['laneId'];
  const what = arn?.split(/:(?:model-package|project)\//u)[1] ?? 'no model package named';
  return typeof name === 'string' ? `${what}  ${name.slice(0, 80)}` : what;
}

/** Nobody recorded a reason beside it: the function's log has the last one under the message's id. */
async function whyOf(
  { name }: DeadLetterQueue,
  { id, sentAt }: DeadLetter,
  stack: string,
  lastReason: LastReason,
): Promise<string> {
  if (name.endsWith('RuleDeadLetterQueue'))
    return 'EventBridge could not deliver it for a day: look at the policy of the queue';
  const role = name.replace('DeadLetterQueue', '').toLowerCase();
  const group = `/aws/lambda/${stack}-${role === 'intake' ? 'decide' : role}`;
  const reason = await lastReason(group, id, sentAt);
  if (reason !== null) return `every try failed, the last one because: ${reason.slice(0, LONGEST)}`;
  return `every try failed; the log has the reason under this id: aws logs filter-log-events --log-group-name ${group} --filter-pattern '"${id}"'`;
}

/** What can never be right is refused again at once; sent back it would only be counted twice. */
function refusalOf({ name }: DeadLetterQueue, body: string, event: Members | null): string | null {
  if (event === null) return 'it is not JSON and would be refused again; look where it came from';
  if (name !== 'IntakeDeadLetterQueue' && name !== 'RuleDeadLetterQueue') return null;
  try {
    parseHint(body);
    return null;
  } catch (error) {
    if (error instanceof InvalidError) return `it would be refused again (${error.reason}): ${error.message}`;
    throw error;
  }
}
