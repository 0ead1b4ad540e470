// Queues of a history: they lose, double and delay, hide what a worker holds, and give up after ten deliveries.
import type { Worker } from './trouble.ts';
import type { World } from './world.ts';

const SECOND = 1_000;
const VISIBILITY = 90 * SECOND;
const MAX_RECEIVES = 10;

/** One message as its function works it. */
export type Job = (worker: Worker) => Promise<void>;

type Sending = {
  readonly delay?: number;
  /** Comes back whatever the history is about: no sweep finds what it says. */
  readonly isKept?: boolean;
};
type Kept = { readonly job: Job; readonly isKept: boolean };

/** Sends a message that may be lost on its way, as SageMaker's events may. */
export function sendPerhaps(world: World, job: Job): void {
  if (world.isTroubled() && world.random.chance(world.losses) && world.trouble.mishap()) return;
  send(world, job);
}

/** Sends a message that arrives once or twice, soon or late, after `delay` milliseconds. */
export function send(world: World, job: Job, { delay = 0, isKept = false }: Sending = {}): void {
  const { random } = world;
  const copies = random.chance(0.3) ? 2 : 1;
  for (let copy = 0; copy < copies; copy++)
    deliver(world, { job, isKept }, delay + random.between(100, random.chance(0.3) ? 60 * SECOND : 3 * SECOND), 0);
}

function deliver(world: World, message: Kept, delay: number, receives: number): void {
  const { job, isKept } = message;
  const { random, schedule, state } = world;
  schedule.at(schedule.now() + delay, () => {
    if (receives >= MAX_RECEIVES) {
      state.dead++;
      world.deadLetters.push(job);
      return;
    }
    let isOpen = true;
    const again = (milliseconds: number) => {
      if (isOpen) deliver(world, message, milliseconds, receives + 1);
      isOpen = false;
    };
    // A frozen or killed worker's message comes back.
    if (isKept || !world.options.isNeverRedelivered) schedule.at(schedule.now() + VISIBILITY, () => again(0));
    const work = async (worker: Worker) => {
      await job(worker);
      isOpen = false;
    };
    run(world, work, (error) =>
      again(error instanceof world.engine.NotYetError ? error.retryAfter * SECOND : random.between(5, 30) * SECOND),
    );
  });
}

/** Starts a worker. What it may fail with is told to `failed`; anything else is a fault of the code and is kept. */
export function run(world: World, work: Job, failed: (error: Error) => void = () => {}): void {
  const { NotYetError, ThrottledError, UnansweredError } = world.engine;
  world.schedule.stir();
  work(world.newWorker()).catch((error: unknown) => {
    const isExpected =
      error instanceof NotYetError || error instanceof ThrottledError || error instanceof UnansweredError;
    if (!isExpected) world.state.failures.push(error instanceof Error ? error.message.slice(0, 60) : String(error));
    failed(error instanceof Error ? error : new Error(String(error)));
  });
}
