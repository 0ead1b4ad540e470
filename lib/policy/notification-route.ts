// Where news of the gate goes: the types of kind: NotificationRoute, and which routes an event takes.
import { MINUTE } from '../times.ts';
import { covers } from './match.ts';
import type { Match, Place, Subject, Verdict } from './policy.ts';

/** The detail-types that a route may name. Answers, closings and reminders follow the message of their review by themselves. */
export const ROUTABLE = [
  'Model Package Review Requested',
  'Model Package Decision Made',
  'Model Package Approval Drifted',
  'Model Package Approval Bypassed',
  'Model Package Registered',
  'Model Package Registration Failed',
  'Project Update Started',
  'Project Update Finished',
  'Project Update Failed',
] as const;
export type Routable = (typeof ROUTABLE)[number];

/** Who gets a mail: `reviewers` of the review, `registrant` and `owner` of the package, or an address. */
export type MailRecipient = 'reviewers' | 'registrant' | 'owner' | `${string}@${string}`;

/**
 * One way to tell people. `slack` is a channel's id or #name (with the bot token), or `owner`: the group's tag modelgate:slack-channel.
 * `webhook` is the name of an incoming webhook in the Slack secret; its address never stands in a file.
 */
export type RouteTarget =
  | { readonly kind: 'slack'; readonly channel: string }
  | { readonly kind: 'webhook'; readonly webhook: string }
  | { readonly kind: 'email'; readonly to: readonly MailRecipient[] };

/** A target and what is used where it fails. `after` is how long a failure that may pass is waited for, in milliseconds. */
export type RouteWay = {
  readonly target: RouteTarget;
  readonly fallback: { readonly target: RouteTarget; readonly after: number } | null;
};

export type NotificationRoute = {
  readonly name: string;
  readonly match: Match;
  readonly events: readonly Routable[];
  /** Of `Model Package Decision Made`, those with one of these verdicts. */
  readonly verdicts: readonly Verdict[];
  readonly to: readonly RouteWay[];
  readonly place: Place;
};

/** What an event is routed by; `verdict` only for a decision. */
export type RoutedEvent = { readonly detailType: string; readonly subject: Subject; readonly verdict: Verdict | null };

/** How long a failing channel is waited for before its fallback is used, where the file does not say, in milliseconds. */
export const FALLBACK_AFTER = 5 * MINUTE;

const MAIL_TO_REVIEWERS: RouteTarget = { kind: 'email', to: ['reviewers'] };

/** The ways where no route names the event and the group, so that a group boards by its tags alone. */
const WITHOUT_ROUTE: ReadonlyMap<string, readonly RouteWay[]> = new Map([
  [
    'Model Package Review Requested',
    [
      { target: { kind: 'slack', channel: 'owner' }, fallback: null },
      { target: MAIL_TO_REVIEWERS, fallback: null },
    ],
  ],
  ['Model Package Decision Made', [{ target: { kind: 'email', to: ['registrant', 'owner'] }, fallback: null }]],
  ['Model Package Approval Drifted', [{ target: { kind: 'email', to: ['owner'] }, fallback: null }]],
  ['Model Package Approval Bypassed', [{ target: { kind: 'email', to: ['owner'] }, fallback: null }]],
  ['Project Update Failed', [{ target: { kind: 'email', to: ['owner'] }, fallback: null }]],
  ['Model Package Registration Failed', [{ target: { kind: 'email', to: ['owner'] }, fallback: null }]],
]);

/** The verdicts that are told where nobody said which: those that stop a version. */
export const TOLD_VERDICTS: readonly Verdict[] = ['Reject', 'Hold'];

/** Every way this event takes: those of all routes that match it, else the ways of a group without a route. */
export function waysOf(routes: readonly NotificationRoute[], event: RoutedEvent): readonly RouteWay[] {
  const ofGroup = routes.filter((route) => covers(route.match, event.subject));
  const named = ofGroup.filter(({ events }) => events.some((one) => one === event.detailType));
  const isTold = (verdicts: readonly Verdict[]): boolean => event.verdict === null || verdicts.includes(event.verdict);
  if (named.length > 0) return named.filter(({ verdicts }) => isTold(verdicts)).flatMap(({ to }) => to);
  return isTold(TOLD_VERDICTS) ? (WITHOUT_ROUTE.get(event.detailType) ?? []) : [];
}
