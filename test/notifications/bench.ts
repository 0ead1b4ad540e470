// A whole notify in one process and in virtual time: the true channels, a Slack and a mailbox of plain functions, reviews as given.
import { setImmediate } from 'node:timers/promises';
import { NotYetError } from '../../lib/errors.ts';
import type { QueueMessage } from '../../lib/handler.ts';
import { makeChannels } from '../../lib/notifications/channels.ts';
import { makeNotifyBatch, type NotifyPorts } from '../../lib/notifications/notify-batch.ts';
import type { ReviewNow } from '../../lib/notifications/plan-deliveries.ts';
import type { RouteTarget, RouteWay } from '../../lib/policy/notification-route.ts';
import type { MailMessage } from '../../lib/people-ports.ts';
import { decisionOf, PAGES, PEOPLE, reviewOf } from './given.ts';
import { makeInMemoryMessages } from './in-memory-messages.ts';

export type SlackCallSeen = { readonly at: number; readonly method: string; readonly body: Record<string, unknown> };
type Answer = (call: SlackCallSeen) => Response | null;

const PLACE = { file: 'policies/routes.yaml', line: 1, column: 1 };
const QUIET = { info() {}, warn() {}, error() {}, count() {}, milliseconds() {}, traced() {}, flush() {} };

export const SLACK: RouteTarget = { kind: 'slack', channel: 'C0RISK0001' };
export const MAIL: RouteTarget = { kind: 'email', to: ['reviewers'] };

/** `answer` may answer a Slack call instead of the good workspace; `readReview` says how a review stands now. */
export function makeBench(given: {
  readonly ways: readonly RouteWay[];
  readonly answer?: Answer;
  readonly mailFails?: () => Error | null;
  readonly readReview?: (reviewId: string) => ReviewNow | null;
  /** The worker dies at its n-th call, from 1, before or after the effect. */
  readonly crash?: { readonly at: number; readonly when: 'before' | 'after' };
}) {
  let now = Date.UTC(2026, 10, 18, 12);
  let token = 0;
  const timers: { readonly at: number; readonly resolve: () => void }[] = [];
  const slack: SlackCallSeen[] = [];
  const mails: MailMessage[] = [];
  const dead: { readonly body: string; readonly reason: string }[] = [];
  const death = makeDeath(given.crash);
  const messages = makeInMemoryMessages();
  const fetch = async (url: string, init: RequestInit): Promise<Response> => {
    const body = JSON.parse(init.body as string) as Record<string, unknown>;
    const call = { at: now, method: url.split('/').at(-1) ?? '', body };
    const answer = given.answer?.(call) ?? null;
    if (answer) return answer;
    slack.push(call);
    return Response.json({
      ok: true,
      channel: body['channel'],
      ts: (body['ts'] as string | undefined) ?? `1.${slack.length}`,
    });
  };
  const send = async (mail: MailMessage): Promise<void> => {
    const failure = given.mailFails?.() ?? null;
    if (failure) throw failure;
    mails.push(mail);
  };
  const secrets = { read: () => Promise.resolve('{"botToken":"xoxb-test"}') };
  const open = (reviewId: string): ReviewNow => ({
    state: 'open',
    review: reviewOf({ reviewId }),
    decision: decisionOf(),
  });
  const route = {
    name: 'risk',
    match: { modelPackageGroups: ['*'], exclude: [], accounts: [] },
    events: ['Model Package Review Requested'] as const,
    verdicts: [],
    to: given.ways,
    place: PLACE,
  };
  const ports: NotifyPorts = {
    messages: death.wrapped(messages),
    channels: makeChannels({
      ...death.wrapped({ fetch }),
      mail: death.wrapped({ send }),
      secrets,
      slackApiUrl: 'https://slack.com/api',
      slackSecretId: 's',
      pagesUrl: PAGES,
    }),
    clock: () => now,
    sleep: (ms) => new Promise((resolve) => timers.push({ at: now + ms, resolve })),
    newToken: () => String((token += 1)),
    observe: QUIET,
    ledger: { readHead: async () => null, readEntry: async () => null },
    readReview: async (reviewId) => (given.readReview ?? open)(reviewId),
    policies: {
      routes: [route],
      directories: [{ people: PEOPLE, groups: [], peoplePlaces: new Map(), groupPlaces: new Map(), place: PLACE }],
      redeployments: [],
      registrations: [],
    },
    pagesUrl: PAGES,
    deadLetters: { put: async (body, reason) => void dead.push({ body, reason }) },
  };
  const notify = makeNotifyBatch(ports);
  /** Lets everything that waits happen, time moving from one wait to the next. */
  const inVirtualTime = async <T>(work: Promise<T>): Promise<T> => {
    const state = { isDone: false };
    const done = work.finally(() => (state.isDone = true));
    while (!state.isDone) {
      await setImmediate();
      if (state.isDone) break;
      const [next] = timers.toSorted((a, b) => a.at - b.at);
      if (!next) continue;
      timers.splice(timers.indexOf(next), 1);
      now = Math.max(now, next.at);
      next.resolve();
    }
    return done;
  };
  const receive = (bodies: readonly string[], receiveCount = 1) => {
    const batch = bodies.map((body, at): QueueMessage => ({ id: String(at), body, receiveCount }));
    return inVirtualTime(Promise.race([notify(batch, () => 60_000), death.died]));
  };
  /** As SQS with two workers and batches of 50 would: what is refused comes back when it asked to. Answers the dead letters' number. */
  const drain = async (bodies: readonly string[]): Promise<number> => {
    let queue = bodies.map((body) => ({ body, at: now, count: 0 }));
    while (queue.length > 0) {
      const due = queue.filter(({ at }) => at <= now);
      if (due.length === 0) {
        now = Math.min(...queue.map(({ at }) => at));
        continue;
      }
      const taken = due.slice(0, 100);
      const batches = [taken.slice(0, 50), taken.slice(50)].filter((batch) => batch.length > 0);
      const asMessages = batches.map((batch) =>
        batch.map(({ body, count }, at): QueueMessage => ({ id: String(at), body, receiveCount: count + 1 })),
      );
      const results = (await inVirtualTime(Promise.all(asMessages.map((batch) => notify(batch, () => 60_000))))).flat();
      const again = results.flatMap((result, at) => {
        const one = taken[at];
        if (result.status === 'fulfilled' || !one) return [];
        const wait = result.reason instanceof NotYetError ? result.reason.retryAfter : 360;
        return [{ body: one.body, at: now + wait * 1000, count: one.count + 1 }];
      });
      queue = [...queue.filter((one) => !taken.includes(one)), ...again];
    }
    return dead.length;
  };
  return {
    calls: death.calls,
    revive: death.revive,
    slack,
    mails,
    dead,
    messages,
    receive,
    drain,
    advance: (ms: number) => (now += ms),
    now: () => now,
  };
}

/** Lets a worker die at one of its calls: what it asked then, and everything after, is never answered. */
function makeDeath(crash: { readonly at: number; readonly when: 'before' | 'after' } | undefined) {
  let calls = 0;
  let isDead = false;
  const { promise: died, resolve } = Promise.withResolvers<readonly PromiseSettledResult<unknown>[]>();
  const call = async <T>(effect: () => Promise<T>): Promise<T> => {
    const isLast = !isDead && (calls += 1) === crash?.at;
    if (isLast && crash.when === 'after') await effect().catch(() => undefined);
    if (!isLast && !isDead) return effect();
    isDead = true;
    resolve([]);
    return new Promise<T>(() => undefined);
  };
  type Calls = Readonly<Record<string, (...given: never[]) => Promise<unknown>>>;
  const wrapped = <Ports extends object>(ports: Ports): Ports =>
    Object.fromEntries(
      Object.entries(ports as Calls).map(([name, ask]) => [name, (...given: never[]) => call(() => ask(...given))]),
    ) as Ports;
  /** The next invocation is another worker. */
  const revive = (): void => {
    isDead = false;
  };
  return { calls: () => calls, died, wrapped, revive };
}
