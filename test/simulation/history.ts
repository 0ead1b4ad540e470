// One history: a queue that loses, doubles and delays, workers that take from it, sweeps, and a calm phase in which everything must finish.
import type { Engine } from './engine.ts';
import { foreignActWithin } from './people.ts';
import { CALM_FROM, listen, makeWorld, PACKAGES, type Message, type Options, type World } from './world.ts';
import { answerReview, decide, reconcile } from './workers.ts';
import type { Worker } from './trouble.ts';

const SECOND = 1_000;
const VISIBILITY = 90 * SECOND;
const MAX_RECEIVES = 10;
const SWEEP_EVERY = 900 * SECOND;

/** Lets one history happen. */
export async function live(seed: number, engine: Engine, options: Options = {}): Promise<World> {
  const world = makeWorld(seed, engine, options);
  const { random, schedule, state } = world;
  const isSwept = world.isOn('sweep');
  const sweep = () => run(world, (worker) => reconcile(world, worker, (identity) => wake(world, identity)));
  listen(world, (message) => send(world, message));
  for (const identity of PACKAGES.keys()) send(world, { identity, status: 'PendingManualApproval', modifiedAt: 0 });
  for (let acts = 0; acts < 2; acts++) foreignActWithin(world, 1_500 * SECOND);
  for (let answers = 0; !options.isAlone && answers < 8; answers++)
    schedule.at(random.between(5, 2_400) * SECOND, () =>
      run(world, (worker) => answerReview(world, worker, (identity) => wake(world, identity))),
    );
  const firstSweep = random.between(0, SWEEP_EVERY);
  const sweepsUntil = isSwept ? CALM_FROM : 0;
  for (let time = firstSweep; time < sweepsUntil; time += SWEEP_EVERY) schedule.at(time, sweep);
  await schedule.runUntil(CALM_FROM + random.between(0, SWEEP_EVERY));
  state.mode = 'Enforce';
  for (let calm = 0; calm < 2; calm++) {
    if (isSwept) schedule.at(schedule.now(), sweep);
    await schedule.runUntil(schedule.now() + SWEEP_EVERY);
  }
  const effects = () => world.registryLog.length + world.moves.length + world.putAt.size + world.published.length;
  const before = effects();
  if (isSwept) schedule.at(schedule.now(), sweep);
  await schedule.runUntil(schedule.now() + SWEEP_EVERY);
  state.quietEffects = effects() - before;
  return world;
}

const wake = (world: World, identity: string): void => send(world, { identity, status: null, modifiedAt: null });

function send(world: World, message: Message): void {
  const { random } = world;
  if (world.isTroubled() && random.chance(0.12)) return;
  const copies = random.chance(0.3) ? 2 : 1;
  for (let copy = 0; copy < copies; copy++)
    deliver(world, message, random.between(100, random.chance(0.3) ? 60 * SECOND : 3 * SECOND), 0);
}

function deliver(world: World, message: Message, delay: number, receives: number): void {
  const { random, schedule, state } = world;
  schedule.at(schedule.now() + delay, () => {
    if (receives >= MAX_RECEIVES) {
      state.dead++;
      return;
    }
    let isOpen = true;
    const again = (milliseconds: number) => {
      if (isOpen) deliver(world, message, milliseconds, receives + 1);
      isOpen = false;
    };
    // A frozen or killed worker's message comes back.
    if (!world.options.isNeverRedelivered) schedule.at(schedule.now() + VISIBILITY, () => again(0));
    const work = async (worker: Worker) => {
      await decide(world, worker, message);
      world.hintsDelivered.add(`${message.identity}@${message.modifiedAt}`);
      isOpen = false;
    };
    run(world, work, (error) =>
      again(error instanceof world.engine.NotYetError ? error.retryAfter * SECOND : random.between(5, 30) * SECOND),
    );
  });
}

/** Starts a worker. What it may fail with is told to `failed`; anything else is a fault of the code and is kept. */
function run(world: World, work: (worker: Worker) => Promise<void>, failed: (error: Error) => void = () => {}): void {
  const { NotYetError, ThrottledError, UnansweredError } = world.engine;
  world.schedule.stir();
  work(world.newWorker()).catch((error: unknown) => {
    const isExpected =
      error instanceof NotYetError || error instanceof ThrottledError || error instanceof UnansweredError;
    if (!isExpected) world.state.failures.push(error instanceof Error ? error.message.slice(0, 60) : String(error));
    failed(error instanceof Error ? error : new Error(String(error)));
  });
}
