// Registrations in memory: a source registry with its decisions, two target accounts, and workers whose every call a test lets through.
import { InvalidError } from '../../lib/errors.ts';
import type { Registration } from '../../lib/policy/registration.ts';
import { ConditionFailedError, ThrottledError, UnansweredError, type Registry } from '../../lib/ports.ts';
import type { PromotionEvent } from '../../lib/promotion-events.ts';
import { makePromote } from '../../lib/promotion/promote.ts';
import type { RegisterPorts } from '../../lib/promotion/register-ports.ts';
import { makeRegister } from '../../lib/promotion/register-version.ts';
import { makeInMemoryLanes } from '../ledger/in-memory-lanes.ts';
import { REDEPLOYMENT } from './given.ts';
import { GROUP, makeSource, SOURCE } from './source-given.ts';
import { makeTarget, registryOf, type Answer, type Let } from './target-given.ts';

export const TARGETS = ['444455556666', '777788889999'] as const;

/** The copies go to two accounts, and later rejections follow them. */
export const registrationTo = (account: string): Registration => ({
  name: `to-${account}`,
  match: REDEPLOYMENT.match,
  target: {
    modelPackageGroupArn: `arn:aws:sagemaker:us-east-1:${account}:model-package-group/${GROUP}`,
    partition: 'aws',
    account,
    region: 'us-east-1',
    group: GROUP,
    roleArn: null,
    externalId: null,
    createGroup: false,
  },
  approvalStatus: 'PendingManualApproval',
  artifacts: null,
  images: [],
  onRejected: 'Carry',
  externalApproval: 'PromoteIfPolicyAgrees',
  place: REDEPLOYMENT.place,
});

type Held = { readonly worker: number; readonly operation: string; readonly go: (answer: Answer) => void };

/** A world in which nothing moves but what the test lets through. `skews`: how far workers' clocks are off, by turns (ms). */
export function givenRegistrations({ skews = [0] }: { readonly skews?: readonly number[] } = {}) {
  const state = { now: 1_800_000_000_000, workers: 0 };
  let tokens = 0;
  const clock = (): number => state.now;
  const lanes = makeInMemoryLanes();
  const source = makeSource(clock);
  const targets = TARGETS.map((account) => makeTarget(account, clock));
  const registrations = TARGETS.map(registrationTo);
  const events: PromotionEvent[] = [];
  let held: Held[] = [];
  let wakes: { readonly laneId: string; readonly dueAt: number | null; readonly at: number }[] = [];
  const wakeLane: RegisterPorts['wakeLane'] = async ({ laneId, delay, dueAt }) =>
    void wakes.push({ laneId, dueAt, at: state.now + delay });

  /** Each call of a worker waits until it is let through; those that are no `create` and are not answered throw. */
  const passFor =
    (worker: number): Let =>
    (operation, effect) =>
      new Promise((resolve, reject) => {
        const go = (answer: Answer): void => {
          try {
            if (answer === 'throttled') throw new ThrottledError(`${operation} is throttled`);
            const isSent = answer !== 'lostBefore' || operation === 'create';
            const value = isSent ? effect(answer) : undefined;
            if (answer !== 'ok' && operation !== 'create') throw new UnansweredError(`${operation} was not answered`);
            resolve(value as Awaited<ReturnType<typeof effect>>);
          } catch (error) {
            reject(error instanceof Error ? error : new Error(String(error)));
          }
        };
        held.push({ worker, operation, go });
      });

  const portsOf = (worker: number): RegisterPorts => {
    const pass = passFor(worker);
    const skew = skews[worker % skews.length] ?? 0;
    return {
      lanes: {
        ...lanes,
        readLane: (laneId) => pass('readLane', () => lanes.items.get(laneId) ?? null),
        putLane: (expected, next) =>
          pass('putLane', () => {
            if (lanes.items.get(next.laneId)?.revision !== expected?.revision) throw new ConditionFailedError();
            lanes.items.set(next.laneId, next);
          }),
      },
      ledger: source.ledger,
      readSource: (arn) => pass('readSource', () => source.read(arn)),
      targets: ({ account }) => {
        const target = targets.find((one) => one.account === account);
        if (!target) throw new Error(`no target in ${account}`);
        return registryOf(target, pass);
      },
      objectsOf: () => ({ head: async () => null, list: async () => [], copy: async () => undefined }),
      reports: { read: async () => never('no report is named') },
      accounts: [],
      ownAccount: SOURCE,
      bus: { publish: (event) => pass('publish', () => void events.push(event as PromotionEvent)) },
      wakeLane,
      clock: () => state.now + skew,
      newToken: () => `w-${worker}-${tokens++}`,
      registrations,
      stack: 'test',
      mode: 'Enforce',
      pace: 15_000,
      onBlocked: () => undefined,
    };
  };
  const promote = makePromote({
    ledger: source.ledger,
    registries: () =>
      ({
        describe: async ({ arn }: { arn: string }) => {
          const seen = source.read(arn);
          return seen && { raw: '', description: { approvalStatus: seen.approvalStatus, metadata: seen.metadata } };
        },
      }) as unknown as Registry,
    projectsOf: () => never('there is no project'),
    lanes,
    wakeLane,
    clock,
    redeployments: [],
    registrations,
  });
  const message = (body: object) => ({ id: '', body: JSON.stringify(body), receiveCount: 1 });
  return {
    state,
    lanes,
    wakeLane,
    source,
    targets,
    events,
    held: () => held,
    wakes: () => wakes,
    pass: (milliseconds: number) => void (state.now += milliseconds),
    loseWakes: () => void (wakes = []),
    /** One of the decisions that promote has not seen. */
    async promote(which: number): Promise<void> {
      const [decision] = source.unseen.splice(which % Math.max(1, source.unseen.length), 1);
      if (!decision) return;
      const [result] = await promote([message({ detail: { subject: decision.subject, decision } })], () => 60_000);
      if (result?.status === 'rejected') throw result.reason;
    },
    /** Delivers a wake-up that is due; `isKept`: SQS delivers it once more later. What fails comes back. */
    deliver(which: number, isKept = false): void {
      const due = wakes.filter(({ at }) => at <= state.now);
      const wake = due[which % Math.max(1, due.length)];
      if (!wake) return;
      if (!isKept) wakes = wakes.filter((one) => one !== wake);
      const work = async (): Promise<void> => {
        const [result] = await makeRegister(portsOf(state.workers++))([message(wake)], () => 60_000);
        if (result?.status !== 'rejected') return;
        if (result.reason instanceof InvalidError) throw result.reason;
        wakes.push({ ...wake, at: state.now + 5_000 });
      };
      void work();
    },
    /** Lets one held call through. */
    step(which: number, answer: Answer): void {
      const one = held[which % Math.max(1, held.length)];
      if (!one) return;
      held = held.filter((other) => other !== one);
      one.go(answer);
    },
    /** The worker of one held call is never heard of again. */
    kill(which: number): void {
      const one = held[which % Math.max(1, held.length)];
      if (one) held = held.filter(({ worker }) => worker !== one.worker);
    },
    /** What reconcile does: every lane that is due is woken. */
    async sweep(): Promise<void> {
      const { laneIds } = await lanes.readDueLanes(state.now, null);
      for (const laneId of laneIds) await wakeLane({ laneId, delay: 0, dueAt: null });
    },
  };
}

function never(message: string): never {
  throw new Error(message);
}

/** Lets promises that are settled run on. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
