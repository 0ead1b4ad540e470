// What may happen to one request: it is answered, refused, lost before or after its effect, lands minutes later, or its worker freezes or dies.
import type { Engine } from './engine.ts';
import type { Chance, Schedule } from './schedule.ts';

const SECOND = 1000;
/** A caller waits this long for an answer. */
const CALL_TIMEOUT = 5 * SECOND;

/** One invocation of a function, with a clock of its own. */
export type Worker = {
  readonly name: string;
  readonly clockError: number;
  readonly build: number;
  isDead: boolean;
};

export type Request<T> = { readonly name: string; readonly effect: () => T; readonly isWrite: boolean };

type Fault =
  | 'throttled' // definitely no effect
  | 'refused' // a 5xx: perhaps an effect
  | 'lostBefore'
  | 'lostAfter'
  | 'killedBefore'
  | 'killedAfter'
  | 'late'
  | 'killedLate';

const READ_FAULTS: readonly (readonly [Fault, number])[] = [
  ['throttled', 0.05],
  ['refused', 0.03],
  ['lostBefore', 0.03],
  ['lostAfter', 0.04],
  ['killedBefore', 0.008],
  ['killedAfter', 0.012],
];
const WRITE_FAULTS: readonly (readonly [Fault, number])[] = [...READ_FAULTS, ['late', 0.06], ['killedLate', 0.01]];

/** Factors by fault. */
export type Rates = ReadonlyMap<Fault, number>;

/** Some faults never happen in a history, others often: together they hide what each alone would show. */
export const drawRates = (chance: Chance): Rates =>
  new Map(WRITE_FAULTS.map(([fault]) => [fault, chance.chance(0.2) ? 0 : chance.draw() * 2] as const));

export type Trouble = {
  readonly schedule: Schedule;
  readonly random: Chance;
  readonly engine: Engine;
  /** How often each fault happens in this history, over what is usual. */
  readonly rates: Rates;
  /** How bad a day it is: 0 for none; asked at each request. */
  readonly severity: () => number;
  readonly say: (...words: readonly (string | number)[]) => void;
  /** Asked before anything goes wrong: false where this mishap is taken out of the history. */
  readonly mishap: () => boolean;
  /** Whether the worker of this request, asked once for each in their order, dies at it. */
  readonly crash?: (name: string) => 'before' | 'after' | null;
};

/** Lets a request happen to a worker. The promise of a killed worker never settles. */
export function request<T>(trouble: Trouble, worker: Worker, asked: Request<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    if (worker.isDead) return;
    const { schedule, random } = trouble;
    const severity = trouble.severity();
    const struck = severity > 0 ? drawFault(trouble, severity, asked.isWrite) : null;
    const drawn = struck !== null && trouble.mishap() ? struck : null;
    const crash = trouble.crash?.(asked.name) ?? null;
    const fault = crash === null ? drawn : crash === 'before' ? 'killedBefore' : 'killedAfter';
    const isFrozen = severity > 0 && random.chance(0.05 * severity);
    const frozen = isFrozen && trouble.mishap() ? freeze(random) : 0;
    const soon = schedule.now() + random.between(50, SECOND);
    const settle = (time: number, how: () => void) =>
      schedule.at(time, () => {
        if (worker.isDead) return;
        how();
        schedule.stir();
      });
    const happens = (time: number, report?: (outcome: () => void) => void) =>
      schedule.at(time, () => {
        const outcome = attempt(asked.effect, resolve, reject);
        trouble.say(worker.name, asked.name, fault ?? '');
        report?.(outcome);
      });
    if (fault === null) {
      happens(soon, (outcome) => settle(schedule.now() + frozen, outcome));
      return;
    }
    const fails = (time: number, error: Error) => settle(time + frozen, () => reject(error));
    const dies = () => {
      worker.isDead = true;
    };
    suffer(trouble, worker, { name: asked.name, fault, soon, happens, fails, dies });
  });
}

type Suffering = {
  readonly name: string;
  readonly fault: Fault;
  readonly soon: number;
  readonly happens: (time: number, report?: () => void) => void;
  readonly fails: (time: number, error: Error) => void;
  readonly dies: () => void;
};

function suffer({ schedule, random, engine, say }: Trouble, worker: Worker, suffering: Suffering): void {
  const { name, fault, soon, happens, fails, dies } = suffering;
  const timeout = schedule.now() + CALL_TIMEOUT;
  const unanswered = () => new engine.UnansweredError(`no answer to ${name}`);
  // The signature, made now by the worker's clock, is the last word on how late a request may land; often it is very late.
  const expires = schedule.now() + worker.clockError + 300 * SECOND;
  const late = random.chance(0.3) ? random.between(expires - 3 * SECOND, expires) : random.between(timeout, expires);
  if (fault !== 'late' && fault !== 'lostAfter') say(worker.name, name, fault);
  switch (fault) {
    case 'throttled':
      return fails(soon, new engine.ThrottledError(`${name} was throttled`));
    case 'refused':
      if (random.chance(0.3)) happens(soon);
      return fails(soon, unanswered());
    case 'lostBefore':
      return fails(timeout, unanswered());
    case 'lostAfter':
      happens(soon);
      return fails(timeout, unanswered());
    case 'late':
      happens(late);
      return fails(timeout, unanswered());
    case 'killedBefore':
      return schedule.at(soon, dies);
    case 'killedAfter':
      return happens(soon, dies);
    case 'killedLate':
      happens(late);
      return schedule.at(soon, dies);
  }
}

/** A pause of a worker: its sleep, or a freeze outside any request. */
export const pause = ({ schedule }: Trouble, worker: Worker, milliseconds: number): Promise<void> =>
  new Promise((resolve) =>
    schedule.at(schedule.now() + milliseconds, () => {
      if (worker.isDead) return;
      resolve();
      schedule.stir();
    }),
  );

/** How long a frozen worker stays so, in milliseconds: up to ten minutes. */
export const freeze = (random: Chance): number =>
  random.between(5 * SECOND, random.chance(0.5) ? 60 * SECOND : 600 * SECOND);

function drawFault({ random, rates }: Trouble, severity: number, isWrite: boolean): Fault | null {
  let drawn = random.draw();
  for (const [fault, probability] of isWrite ? WRITE_FAULTS : READ_FAULTS) {
    drawn -= probability * severity * (rates.get(fault) ?? 1);
    if (drawn < 0) return fault;
  }
  return null;
}

/** Does it now; tells the worker later. */
function attempt<T>(effect: () => T, resolve: (value: T) => void, reject: (error: unknown) => void): () => void {
  try {
    const value = effect();
    return () => resolve(value);
  } catch (error) {
    return () => reject(error);
  }
}
