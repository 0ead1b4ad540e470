// One history: queues, workers that take from them, sweeps, everybody else who acts, and a calm phase in which everything must finish.
import type { PublishedEvent } from '../../lib/events.ts';
import type { LaneWake } from '../../lib/lane-ports.ts';
import type { Engine } from './engine.ts';
import { foreignActWithin } from './people.ts';
import { changeProject, moveLane, promote, sweepLanes } from './promotion.ts';
import { run, send, sendPerhaps, type Job } from './queue.ts';
import { answerAtDoor, answerInRegistry, changeAuthority } from './reviewers.ts';
import type { Message, Options } from './records.ts';
import { CALM_FROM, deletePackage, makeWorld, PACKAGES, type World } from './world.ts';
import { answerReview, decide, reconcile } from './workers.ts';

const SECOND = 1_000;
const SWEEP_EVERY = 900 * SECOND;

/** Lets one history happen. */
export async function live(seed: number, engine: Engine, options: Options = {}): Promise<World> {
  const world = makeWorld(seed, engine, options);
  const { random, schedule, state } = world;
  world.listeners.changed = (message) => hint(world, message);
  for (const identity of PACKAGES.keys()) hint(world, { identity, status: 'PendingManualApproval', modifiedAt: 0 });
  for (let acts = 0; acts < 2; acts++) foreignActWithin(world, 1_500 * SECOND);
  if (options.isWhole) beginWhole(world);
  else if (!options.isAlone)
    anybody(world, 8, 2_400, () => run(world, (worker) => answerReview(world, worker, wakeOf(world))));
  const isSwept = world.isOn('sweep');
  const firstSweep = random.between(0, SWEEP_EVERY);
  const sweepsUntil = isSwept ? CALM_FROM : 0;
  for (let time = firstSweep; time < sweepsUntil; time += SWEEP_EVERY) schedule.at(time, () => sweep(world));
  await schedule.runUntil(CALM_FROM + random.between(0, SWEEP_EVERY));
  state.mode = 'Enforce';
  await calm(world, isSwept);
  return world;
}

/** Sweeps without trouble, until everything has to be done; then one that may do nothing. */
async function calm(world: World, isSwept: boolean): Promise<void> {
  const { schedule, state, options, promotion } = world;
  // Dead letters ring, and somebody sends them back.
  for (const job of world.deadLetters.splice(0)) send(world, job);
  const round = async (): Promise<void> => {
    if (isSwept) schedule.at(schedule.now(), () => sweep(world));
    await schedule.runUntil(schedule.now() + SWEEP_EVERY);
  };
  // An update of a project takes minutes, and one that failed before the calm is tried again after twenty of them.
  for (let rounds = options.isWhole ? 6 : 2; rounds > 0; rounds--) await round();
  const effects = (): number =>
    world.registryLog.length +
    world.moves.length +
    world.putAt.size +
    world.published.length +
    promotion.projectLog.length +
    promotion.told.length +
    promotion.copies.length;
  // An open review that is reminded of or expires by itself is not quiet.
  const isQuiet = [...world.tables.heads.values()].every(({ due }) => due === null || due.kind === 'review');
  const before = effects();
  await round();
  state.quietEffects = isQuiet ? effects() - before : 0;
}

function sweep(world: World): void {
  run(world, (worker) => reconcile(world, worker, wakeOf(world)));
  if (world.options.isWhole) run(world, (worker) => sweepLanes(world, worker, (wake) => sendWake(world, wake)));
}

/** Something that happens so many times within so many seconds. */
function anybody(world: World, times: number, seconds: number, act: () => void): void {
  const { random, schedule, trouble } = world;
  for (let count = 0; count < times; count++)
    schedule.at(random.between(5, seconds) * SECOND, () => {
      if (trouble.mishap()) act();
    });
}

/** People at every door, authority that comes and goes, a version that is deleted, and what follows approvals. */
function beginWhole(world: World): void {
  const { random } = world;
  world.listeners.published = (event) => follow(world, event);
  anybody(world, 10, 2_500, () => run(world, (worker) => answerAtDoor(world, worker, wakeOf(world))));
  anybody(world, 3, 2_400, () => changeAuthority(world));
  if (random.chance(0.4)) anybody(world, 2, 2_400, () => answerInRegistry(world));
  if (random.chance(0.3)) anybody(world, 1, 2_400, () => deletePackage(world, random.pick([...PACKAGES.keys()])));
  if (random.chance(0.5)) anybody(world, 2, 2_400, () => changeProject(world));
}

/** EventBridge keeps what it has accepted until the queue has it: late, twice, never lost. */
function follow(world: World, { detailType, detail }: PublishedEvent): void {
  if (detailType !== 'Model Package Decision Made') return;
  const job: Job = (worker) => promote(world, worker, detail, (wake) => sendWake(world, wake));
  send(world, job, { isKept: true });
}

function sendWake(world: World, wake: LaneWake): void {
  send(world, (worker) => moveLane(world, worker, wake, (next) => sendWake(world, next)), { delay: wake.delay });
}

const wakeOf = (world: World) => (identity: string) =>
  hint(world, { identity, status: null, modifiedAt: null, isWake: true });

function hint(world: World, message: Message): void {
  const job: Job = async (worker) => {
    await decide(world, worker, message);
    world.hintsDelivered.add(`${message.identity}@${message.modifiedAt}`);
  };
  sendPerhaps(world, job);
}
