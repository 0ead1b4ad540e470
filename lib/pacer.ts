// How fast one process may call one operation: an adaptive limiter per key, additive increase and multiplicative decrease (AIMD).
import { setTimeout as wait } from 'node:timers/promises';
import { NotYetError } from './errors.ts';
import { METRICS, type Observe } from './observe.ts';
import type { Clock } from './ports.ts';

export type PacerPorts = {
  readonly clock: Clock;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Calls a second of this process, for each key: the account's limit divided by the processes that run at once. */
  readonly rate: number;
};

/** Keys name what is limited together: `account/region/operation`. */
export type Pacer = {
  /** Resolves when one call may be sent. Throws NotYetError where that would be after `until` (ms): its retryAfter is the time to wait. */
  turn(key: string, until: number): Promise<void>;
  /** A turn that was not used: the next in line may have it. */
  giveBack(key: string): void;
  /** The call was answered. */
  succeeded(key: string): void;
  /** The call was refused for its rate (ThrottlingException, HTTP 400). */
  throttled(key: string): void;
};

/** A burst of so many seconds' worth is sent at once. */
const BURST_SECONDS = 1;
/** What is left of the rate after a refusal. */
const DECREASE = 0.5;
/** Part of the full rate that is won back in a second without refusals. */
const INCREASE_A_SECOND = 0.05;
/** The rate never falls under this part of the full one. */
const FLOOR = 0.02;
/** Refusals of calls that were sent together count once. */
const SAME_REFUSAL_MS = 1_000;

/** `due` is when the next call leaves where no burst is left (ms). */
type Lane = { rate: number; due: number; loweredAt: number };

/** Makes a pacer; every key begins at the full rate. */
export function makePacer({ clock, sleep, rate: full }: PacerPorts): Pacer {
  const lanes = new Map<string, Lane>();
  const laneOf = (key: string): Lane => {
    const lane = lanes.get(key) ?? { rate: full, due: 0, loweredAt: -Infinity };
    lanes.set(key, lane);
    return lane;
  };
  return {
    async turn(key, until) {
      const lane = laneOf(key);
      const now = clock();
      // Generic cell rate algorithm: what was not used for a while may be sent at once, but not more than a burst.
      const due = Math.max(lane.due, now - BURST_SECONDS * 1000);
      const at = Math.max(now, due);
      if (at > until)
        throw new NotYetError(`the limit of ${key} is reached for now`, (at - now) / 1000, { isExact: true });
      lane.due = due + 1000 / lane.rate;
      if (at > now) await sleep(at - now);
    },
    giveBack(key) {
      const lane = laneOf(key);
      lane.due -= 1000 / lane.rate;
    },
    succeeded(key) {
      const lane = laneOf(key);
      lane.rate = Math.min(full, lane.rate + (full * INCREASE_A_SECOND) / Math.max(lane.rate, 1));
    },
    throttled(key) {
      const lane = laneOf(key);
      const now = clock();
      if (now - lane.loweredAt < SAME_REFUSAL_MS) return;
      lane.loweredAt = now;
      lane.rate = Math.max(full * FLOOR, lane.rate * DECREASE);
      // The bucket over there is empty: no burst before it has filled again.
      lane.due = Math.max(lane.due, now + 1000 / lane.rate);
    },
  };
}

/** What keeps pace in real time, at so many calls a second of this process; `observe` counts calls and refusals. */
export function paceInTime(rate: number, observe: Pick<Observe, 'count'> = { count: () => undefined }) {
  const clock: Clock = Date.now;
  const sleep = (milliseconds: number): Promise<void> => wait(milliseconds);
  return { clock, sleep, random: Math.random, pacer: counted(makePacer({ clock, sleep, rate }), observe) };
}

/** A turn that is not given back is a call, whether it is answered or not. */
const counted = (pacer: Pacer, observe: Pick<Observe, 'count'>): Pacer => ({
  ...pacer,
  async turn(key, until) {
    await pacer.turn(key, until);
    observe.count(METRICS.registryCalls);
  },
  giveBack(key) {
    pacer.giveBack(key);
    observe.count(METRICS.registryCalls, -1);
  },
  throttled(key) {
    pacer.throttled(key);
    observe.count(METRICS.registryThrottles);
  },
});
