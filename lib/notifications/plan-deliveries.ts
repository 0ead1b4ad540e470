// What an event asks to be told, to whom and where: reviews and decisions are read again from the ledger, the event only points at them.
import type { Decision } from '../decisions/decision.ts';
import { NotYetError } from '../errors.ts';
import { readDecided } from '../ledger/chain.ts';
import type { ClosedState, ReviewState } from '../ledger/review-state.ts';
import { packagePath } from '../package-path.ts';
import { waysOf, type NotificationRoute, type RouteWay } from '../policy/notification-route.ts';
import type { Person } from '../policy/directory.ts';
import type { Clock, Ledger } from '../ports.ts';
import type { MessageLedger, SentMessage } from '../people-ports.ts';
import type { ChannelName } from './channels.ts';
import type { Delivery } from './delivery.ts';
import { headlineOf } from './headlines.ts';
import type { Message } from './message.ts';
import type { Notice } from './notice.ts';
import { destination, destinationsOf, type RecipientContext } from './recipients.ts';
import { tellDecision, tellEvent } from './tell-decision.ts';
import { tellClosedReview, tellOpenReview, type ReviewContext } from './tell-review.ts';

/** A review as it is now, with the decision that it stands on. */
export type ReviewNow =
  | { readonly state: 'open'; readonly review: ReviewState; readonly decision: Decision }
  | { readonly state: 'closed'; readonly review: ClosedState; readonly decision: Decision };

export type PlanPorts = {
  readonly ledger: Pick<Ledger, 'readHead' | 'readEntry'>;
  readonly messages: MessageLedger;
  /** Handed over by the reviews; null where there is no such review. */
  readonly readReview: (reviewId: string) => Promise<ReviewNow | null>;
  readonly routes: readonly NotificationRoute[];
  readonly people: readonly Person[];
  /** Sentences about what an approval of this version sets in motion. */
  readonly consequencesOf: (subject: { group: string; account: string; version: number | null }) => readonly string[];
  readonly pagesUrl: string | null;
  readonly clock: Clock;
};

/** Seconds until a message that is being posted can be changed. */
const SOON = 5;

/** Makes `planDeliveries`: notice in, deliveries out; none where nobody has to hear of it. */
export function makePlanDeliveries(ports: PlanPorts): (notice: Notice) => Promise<readonly Delivery[]> {
  return async (notice) => {
    const { reviewId, detailType } = notice;
    const isAbout = (what: string): boolean => detailType === `Model Package Review ${what}`;
    if (reviewId === null) return planNews(ports, notice);
    if (isAbout('Requested')) return planRequest(ports, notice, reviewId);
    if (isAbout('Reminder Due')) return planReminder(ports, notice, reviewId);
    return isAbout('Answered') || isAbout('Closed') ? planUpdates(ports, reviewId) : planNews(ports, notice);
  };
}

/** An open review as messages ask about it; null where nobody is to be asked: it may be closed before its request comes. */
async function askingOf(
  ports: PlanPorts,
  reviewId: string,
): Promise<{
  readonly context: RecipientContext & { readonly review: ReviewState };
  readonly postsFor: (ways: readonly RouteWay[]) => readonly Delivery[];
} | null> {
  const now = await ports.readReview(reviewId);
  if (now?.state !== 'open' || now.decision.mode === 'Audit') return null;
  const context = { decision: now.decision, review: now.review, people: ports.people };
  const render = (): Promise<Message | null> => renderReview(ports, reviewId, true);
  return { context, postsFor: (ways) => ways.flatMap((way) => postsOf(way, context, reviewId, render)) };
}

async function planRequest(ports: PlanPorts, notice: Notice, reviewId: string): Promise<readonly Delivery[]> {
  const asking = await askingOf(ports, reviewId);
  return asking ? distinct(asking.postsFor(waysFor(ports, notice, 'RequireReview'))) : [];
}

/** Who hears of an open review instead of a mailbox that mail came back from: its way's fallback, else the group's owner. */
export async function planInstead(ports: PlanPorts, reviewId: string, key: string): Promise<readonly Delivery[]> {
  const asking = await askingOf(ports, reviewId);
  if (!asking) return [];
  const detailType = 'Model Package Review Requested';
  const ways = waysFor(ports, { detailType, ...subjectOf(asking.context.decision) }, 'RequireReview');
  const asked = asking.postsFor(ways).filter((one) => one.key === key);
  const second = asked.flatMap(({ fallback }) => fallback?.deliveries ?? []);
  const instead = second.length > 0 ? second : asking.postsFor([TO_OWNER]);
  return distinct(instead.filter((one) => one.key !== key));
}

const TO_OWNER: RouteWay = { target: { kind: 'email', to: ['owner'] }, fallback: null };

/** Every message that asked shows the review as it is now. */
async function planUpdates(ports: PlanPorts, reviewId: string): Promise<readonly Delivery[]> {
  const items = await ports.messages.readMessages(reviewId);
  const isBusy = items.some(({ state, leaseUntil }) => state === 'sending' && leaseUntil > ports.clock());
  if (isBusy) throw new NotYetError(`review ${reviewId} is being told`, SOON);
  return items
    .filter(({ state, posted, shows }) => state === 'sent' && posted !== null && shows !== null)
    .map((item) => ({
      ...destinationOf(item),
      about: reviewId,
      task: 'update',
      thread: null,
      fallback: null,
      render: () => renderReview(ports, reviewId, false),
    }));
}

/** Whoever was asked and has not answered is reminded where he was asked; where nobody was reached, he is asked again. */
async function planReminder(ports: PlanPorts, notice: Notice, reviewId: string): Promise<readonly Delivery[]> {
  const asking = await askingOf(ports, reviewId);
  if (!asking) return [];
  const items = (await ports.messages.readMessages(reviewId)).filter(({ state }) => state === 'sent');
  if (items.length === 0) return planRequest(ports, notice, reviewId);
  const waiting = destinationsOf({ kind: 'email', to: ['reviewers'] }, asking.context);
  const because = new Map(waiting.map(({ key, reader }) => [key, reader.because]));
  return items
    .filter(({ destination: key }) => !key.startsWith('email:') || because.has(key))
    .map((item) => ({
      ...destinationOf(item, because.get(item.destination)),
      about: notice.eventId,
      task: 'remind',
      thread: item.posted,
      fallback: null,
      render: () => renderReview(ports, reviewId, true),
    }));
}

/** News that is told once and not changed: decisions, drift, what an approval set in motion. */
async function planNews(ports: PlanPorts, notice: Notice): Promise<readonly Delivery[]> {
  const head = await ports.ledger.readHead(notice.identity);
  const decided = head && (await readDecided(ports.ledger, head));
  if (!decided) return [];
  const { decision } = decided;
  const isDecision = notice.detailType === 'Model Package Decision Made';
  const isSuperseded = isDecision && notice.decisionId !== decision.decisionId;
  const isWaiting = isDecision && (decision.hold?.isWaiting ?? false);
  if (decision.mode === 'Audit' || isSuperseded || isWaiting) return [];
  const link = packageLink(ports, notice.identity);
  const message = isDecision
    ? tellDecision(decision, link)
    : tellEvent(decision, { ...headlineOf(notice.detailType), sentences: notice.texts }, link);
  const context = { decision, review: null, people: ports.people };
  const render = (): Promise<Message> => Promise.resolve(message);
  return distinct(
    waysFor(ports, notice, isDecision ? decision.verdict : null).flatMap((way) =>
      postsOf(way, context, notice.eventId, render),
    ),
  );
}

const waysFor = (
  { routes }: PlanPorts,
  { detailType, group, account }: Pick<Notice, 'detailType' | 'group' | 'account'>,
  verdict: Decision['verdict'] | null,
): readonly RouteWay[] => {
  const isDecision = detailType === 'Model Package Decision Made';
  const wanted = detailType === 'Model Package Review Reminder Due' ? 'Model Package Review Requested' : detailType;
  return waysOf(routes, { detailType: wanted, subject: { group, account }, verdict: isDecision ? verdict : null });
};

function postsOf(
  { target, fallback }: RouteWay,
  context: RecipientContext,
  about: string,
  render: Delivery['render'],
): readonly Delivery[] {
  const post = { about, task: 'post' as const, thread: null, render };
  const second = fallback
    ? {
        after: fallback.after,
        deliveries: destinationsOf(fallback.target, context).map(
          (to): Delivery => ({ ...to, ...post, fallback: null }),
        ),
      }
    : null;
  return destinationsOf(target, context).map((to) => ({ ...to, ...post, fallback: second }));
}

/** Two routes may name one destination; the first that does decides on its fallback. */
const distinct = (deliveries: readonly Delivery[]): readonly Delivery[] =>
  deliveries.filter(({ key }, at) => deliveries.findIndex((one) => one.key === key) === at);

async function renderReview(ports: PlanPorts, reviewId: string, mustBeOpen: boolean): Promise<Message | null> {
  const now = await ports.readReview(reviewId);
  if (now === null) return null;
  const context: ReviewContext = {
    decision: now.decision,
    people: ports.people,
    plan: ports.consequencesOf(subjectOf(now.decision)),
    link: ports.pagesUrl === null ? null : `${ports.pagesUrl}/r/${encodeURIComponent(reviewId)}`,
  };
  if (now.state === 'open') return tellOpenReview(now.review, context);
  return mustBeOpen ? null : tellClosedReview(now.review, context);
}

const subjectOf = ({ subject }: Decision) => ({
  group: subject.modelPackageGroupName,
  account: subject.account,
  version: subject.modelPackageVersion,
});

const destinationOf = ({ destination: key }: SentMessage, because = '') =>
  destination(key.slice(0, key.indexOf(':')) as ChannelName, key.slice(key.indexOf(':') + 1), because);

/** The page of the version; null where no pages are deployed. */
function packageLink({ pagesUrl }: PlanPorts, identity: string): string | null {
  const path = packagePath(identity);
  return pagesUrl === null || path === null ? null : `${pagesUrl}${path}`;
}
