// Whether a Slack user is a full, active member of our workspace: asked of Slack, kept for five minutes.
import { membersOf, type Members } from '../members.ts';
import type { Clock } from '../ports.ts';
import type { CallSlack } from '../slack-api.ts';
import { MINUTE } from '../times.ts';

export type SlackStranger = 'deactivated' | 'bot' | 'guest' | 'otherWorkspace' | 'notKnownToSlack';

const KEPT = 5 * MINUTE;
const MOST_KEPT = 1_000;

function faultOf(user: Members, teamId: string): SlackStranger | null {
  if (user['team_id'] !== teamId) return 'otherWorkspace';
  if (user['deleted'] === true) return 'deactivated';
  if (user['is_bot'] === true) return 'bot';
  return user['is_restricted'] === true || user['is_ultra_restricted'] === true ? 'guest' : null;
}

/** Asks `users.info`. Where Slack does not answer, nobody is let in by this door: page and command line are open. */
export function makeStrangerFault({ callSlack, clock }: { callSlack: CallSlack; clock: Clock }) {
  const kept = new Map<string, { readonly fault: SlackStranger | null; readonly until: number }>();
  return async (user: string, teamId: string): Promise<SlackStranger | null> => {
    const known = kept.get(user);
    if (known && clock() < known.until) return known.fault;
    const answer = await callSlack('users.info', { user }).catch(() => null);
    if (!answer) return 'notKnownToSlack';
    const fault = faultOf(membersOf(answer['user']), teamId);
    if (kept.size >= MOST_KEPT) kept.clear();
    kept.set(user, { fault, until: clock() + KEPT });
    return fault;
  };
}
