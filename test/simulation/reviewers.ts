// What people of whole histories do: lose their authority and get it back, and answer at every door.
import type { Chance } from './schedule.ts';
import { DIRECTORY, iamUser, PEOPLE } from './reviewers-state.ts';
import { pause, type Worker } from './trouble.ts';
import { changePackage, PACKAGES, packageOf, type World } from './world.ts';
import { ledgerOf } from './workers.ts';

const SECOND = 1_000;
const MINUTE = 60_000;

/** Takes somebody's authority away, or gives it back. */
export function changeAuthority({ random, schedule, reviewers, say }: World): void {
  const who = random.pick(PEOPLE);
  const open = reviewers.spans.find((span) => span.person === who && span.until === null);
  if (open) {
    open.until = schedule.now();
    reviewers.revoked.delete(who);
  } else {
    reviewers.spans.push({ person: who, from: schedule.now(), until: null });
    reviewers.revoked.set(who, { by: 'lead', at: schedule.now(), comment: '' });
  }
  say('AUTHORITY', who, open ? 'back' : 'revoked');
}

/** Somebody sets the status in the registry himself, perhaps as his answer. */
export function answerInRegistry(world: World): void {
  const { random } = world;
  const identity = random.pick([...PACKAGES.keys()]);
  if (packageOf(world, identity).isDeleted) return;
  const status = random.pick(['Approved', 'Rejected'] as const);
  changePackage(world, identity, iamUser(random.pick(PEOPLE)), { status });
}

/** The command line answers what is open, the others what they showed, and somebody sends what he likes. */
function digestSaid(random: Chance, shown: string): string | null {
  const drawn = random.draw();
  if (drawn < 0.3) return null;
  return drawn < 0.95 ? shown : 'something else';
}

/** review: somebody answers through a door what was shown to him a while ago. It stores and wakes; it never touches the registry. */
export async function answerAtDoor(world: World, worker: Worker, wake: (identity: string) => void): Promise<void> {
  const { engine, random, trouble, schedule, reviewers } = world;
  const identity = random.pick([...PACKAGES.keys()]);
  const shown = (await ledgerOf(world, worker).readHead(identity))?.review;
  if (!shown) return;
  await pause(trouble, worker, random.between(1 * SECOND, 2 * MINUTE));
  const makeSay = () =>
    engine.makeAnswer({
      ledger: ledgerOf(world, worker),
      directory: DIRECTORY,
      clock: () => schedule.now() + worker.clockError,
      wake: async () => wake(identity),
      sleep: (milliseconds) => pause(trouble, worker, milliseconds),
    });
  const given = {
    reviewId: shown.reviewId,
    personId: random.pick(PEOPLE),
    choice: random.pick(['Approve', 'Approve', 'Approve', 'Approve', 'Withdraw', 'Reject'] as const),
    comment: '',
    door: random.pick(['Slack', 'Page', 'CommandLine'] as const),
    packageDigest: digestSaid(random, shown.packageDigest),
  };
  // Slack repeats what was not answered in time, and people press twice.
  const times = random.chance(0.2) ? 2 : 1;
  await Promise.all(Array.from({ length: times }, () => makeSay()(given)));
  world.say(
    worker.name,
    'said',
    given.personId,
    given.choice,
    given.door,
    reviewers.revoked.has(given.personId) ? 'revoked' : '',
  );
}
