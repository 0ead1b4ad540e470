// The people of whole histories: who is asked, who loses authority meanwhile, and what each says through which door.
import type { ReviewerDirectory } from '../../lib/policy/directory.ts';
import { DEFAULT_REVIEW } from '../../lib/policy/default-review.ts';
import type { OpenRequirement } from '../../lib/policy/policy.ts';
import type { Revocation, ReviewPointer } from '../../lib/ports.ts';
import type { Chance } from './schedule.ts';
import { pause, type Worker } from './trouble.ts';
import { changePackage, PACKAGES, packageOf, type World } from './world.ts';
import { ledgerOf } from './workers.ts';

const SECOND = 1_000;
const MINUTE = 60_000;

const iamUser = (id: string): string => `arn:aws:iam::111122223333:user/${id}`;
const person = (id: string) => ({
  id,
  name: id,
  email: `${id}@example.com`,
  slack: null,
  iamUsers: [iamUser(id)],
  studioProfiles: [],
  ssoSessions: [],
});
const PEOPLE = ['amara', 'jonas', 'mei', 'ines', 'tomas'];
/** Asked, and kept out by nothing: Ines trained the model, Tomas is in no group. */
export const ELIGIBLE: readonly string[] = ['amara', 'jonas', 'mei'];
export const DIRECTORY: ReviewerDirectory = {
  people: PEOPLE.map(person),
  groups: [
    { name: 'risk', people: ['amara', 'jonas', 'mei', 'ines'] },
    { name: 'leads', people: ['mei', 'tomas'] },
  ],
};
export const AUTHORS = { registrant: null, changedBy: [], metadata: [{ key: 'trained_by', value: 'ines' }] };

/** What happened to people's authority, and what a worker had read of it when it wrote. */
export type ReviewersState = {
  readonly requirement: OpenRequirement;
  readonly pointers: Map<string, ReviewPointer>;
  readonly revoked: Map<string, Revocation>;
  /** From when to when somebody had none; until null: to the end. */
  readonly spans: { readonly person: string; readonly from: number; until: number | null }[];
};

/** Draws how many are asked, and for how long. */
export function drawReviewers(chance: Chance, count: number): ReviewersState {
  const requirement: OpenRequirement = {
    ...DEFAULT_REVIEW,
    name: 'risk-review',
    reviewers: { groups: ['risk'], people: [] },
    count,
    notFrom: ['metadata:trained_by'],
    onUnknownAuthor: 'Allow',
    invalidateOn: ['EvidenceChange', 'PolicyChange'],
    expiresAfter: chance.pick([null, null, 15 * MINUTE, 40 * MINUTE]),
    onExpiry: chance.pick(['Reject', 'Hold', 'Escalate'] as const),
    escalateTo: 'leads',
    remindEvery: chance.pick([null, 10 * MINUTE]),
    policy: 'policy',
    because: [],
  };
  return { requirement, pointers: new Map(), revoked: new Map(), spans: [] };
}

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
  const ledger = ledgerOf(world, worker);
  const shown = (await ledger.readHead(identity))?.review;
  if (!shown) return;
  await pause(trouble, worker, random.between(1 * SECOND, 2 * MINUTE));
  const say = engine.makeAnswer({
    ledger,
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
  await Promise.all(Array.from({ length: times }, () => say(given)));
  world.say(
    worker.name,
    'said',
    given.personId,
    given.choice,
    given.door,
    reviewers.revoked.has(given.personId) ? 'revoked' : '',
  );
}
