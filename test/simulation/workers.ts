// The ports that a simulated worker gets, and the three functions it may run: decide, review and reconcile.
import type { Answer, Head } from '../../lib/ledger/head.ts';
import type { SettlePorts } from '../../lib/decisions/settle-package.ts';
import type { Look } from '../../lib/ledger/look.ts';
import type { Ledger } from '../../lib/ports.ts';
import type { ReviewRules } from '../../lib/ledger/review-rules.ts';
import type { OpenRequirement } from '../../lib/policy/policy.ts';
import { assess, makeSimulatedCompose, POLICIES, REQUIREMENT, rulesBy } from './policies.ts';
import { AUTHORS, DIRECTORY } from './reviewers-state.ts';
import type { Message } from './records.ts';
import { type World, PACKAGES, landUpdate, packageOf } from './world.ts';
import { foreignActWithin } from './people.ts';
import { freeze, pause, request, type Worker } from './trouble.ts';

const MINUTE = 60_000;
const REGISTRY_LAG = 3_000;

/** Somebody else acts at the worst moment: around a write of ours. */
function provoke(world: World, probability: number): void {
  const { random } = world;
  if (random.chance(probability)) foreignActWithin(world, random.chance(0.5) ? 10_000 : 400_000);
}

const read = <T>(world: World, worker: Worker, name: string, effect: () => T): Promise<T> =>
  request(world.trouble, worker, { name, effect, isWrite: false });
const write = <T>(world: World, worker: Worker, name: string, effect: () => T): Promise<T> =>
  request(world.trouble, worker, { name, effect, isWrite: true });

/** The ledger as one worker reaches it for one piece of work: what that has read of people's authority is what its writes are judged by. */
export function ledgerOf(world: World, worker: Worker): Ledger {
  const { tables, putAt, reviewers } = world;
  let revoked: readonly string[] | null = null;
  const authorized = (before: Head | null, after: Head): void => {
    world.authorized.push({ identity: after.identity, at: world.schedule.now(), before, after, revoked });
  };
  const closeAll = (claimed: Head, closedAt: number) => {
    tables.close(claimed, closedAt);
    // Without the defence the whole item is written back, and an answer that came meanwhile is gone.
    if (!world.isOn('donePatchesOnly')) tables.heads.set(claimed.identity, world.engine.closed(claimed, closedAt));
  };
  return {
    readHead: (identity) => read(world, worker, `readHead ${identity}`, () => tables.readHead(identity)),
    readEntry: (identity, hash) => read(world, worker, `readEntry ${identity}`, () => tables.readEntry(identity, hash)),
    putEntry(entry) {
      provoke(world, 0.15);
      return write(world, worker, `putEntry ${entry.content.kind} ${entry.content.revision}`, () => {
        if (!putAt.has(entry.hash)) putAt.set(entry.hash, world.schedule.now());
        tables.putEntry(entry);
      });
    },
    claim: (expected, next) =>
      write(world, worker, `claim ${next.identity} r${next.revision} ${next.verdict}`, () => {
        tables.claim(expected, next);
        authorized(expected, next);
      }),
    changeReview: (expected, next) =>
      write(world, worker, `changeReview ${next.identity}`, () => {
        tables.changeReview(expected, next);
        authorized(expected, next);
      }),
    putReviewPointer: async (pointer) => {
      if (!world.options.isWhole) return;
      const effect = () => void reviewers.pointers.set(pointer.reviewId, pointer);
      await write(world, worker, 'putReviewPointer', effect);
    },
    readReviewPointer: (reviewId) =>
      read(world, worker, 'readReviewPointer', () => reviewers.pointers.get(reviewId) ?? null),
    readRevoked: async () => {
      const found = await read(world, worker, 'readRevoked', () => new Map(reviewers.revoked));
      revoked = [...found.keys()];
      return found;
    },
    takeOver: (expected, owner, leaseUntil) =>
      write(world, worker, `takeOver ${expected.identity}`, () => tables.takeOver(expected, owner, leaseUntil)),
    close: (claimed, closedAt) =>
      write(world, worker, `close ${claimed.identity} r${claimed.revision}`, () => closeAll(claimed, closedAt)),
  } satisfies Partial<Ledger> as unknown as Ledger;
}

/** Mostly the truth, sometimes the truth of a moment ago. */
export function stateAsSeen(world: World, identity: string) {
  const { random, schedule } = world;
  const asOf = schedule.now() - (random.chance(0.15) ? random.between(0, REGISTRY_LAG) : 0);
  const since = world.registryLog.find((change) => change.identity === identity && change.at > asOf);
  return since?.before ?? packageOf(world, identity);
}

const clockOf = (world: World, worker: Worker) => () => world.schedule.now() + worker.clockError;

async function lookAt(world: World, worker: Worker, identity: string): Promise<Look | null> {
  const policy = POLICIES[worker.build];
  if (!policy) throw new Error('a worker has a deployment');
  const lookedAt = clockOf(world, worker)();
  const seen = await read(world, worker, `describe ${identity}`, () => stateAsSeen(world, identity));
  if (seen.isDeleted) return null;
  const { status, digest, marker, modifiedAt, metric, by } = seen;
  return {
    lookedAt,
    status,
    packageDigest: digest,
    descriptionDigest: digest,
    policyDigest: policy.digest,
    marker,
    modifiedAt,
    lastModifiedBy: by,
    bornApproved: false,
    authors: world.options.isWhole ? AUTHORS : { registrant: null, changedBy: [], metadata: [] },
    champion: null,
    assessment: status === 'PendingManualApproval' ? assess(policy, metric, lookedAt) : null,
  };
}

/** Real rules of real reviews, or one answer each of Ann and Bob. */
async function reviewRulesOf(world: World, ledger: Ledger): Promise<ReviewRules> {
  if (!world.options.isWhole) return rulesBy(world.reviewCount);
  return world.engine.makeReadReviewRules({ ledger, directory: DIRECTORY })();
}

const requirementOf = ({ options, reviewers }: World): OpenRequirement =>
  options.isWhole ? reviewers.requirement : REQUIREMENT;

function settlePortsOf(world: World, worker: Worker, identity: string): SettlePorts {
  const { random, trouble, schedule } = world;
  const { mode } = world.state;
  const ledger = ledgerOf(world, worker);
  return {
    ledger,
    bus: {
      publish: (event) =>
        write(world, worker, `publish ${event.detailType}`, () => {
          world.published.push({ identity, at: schedule.now(), event });
          world.listeners.published(event);
        }),
    },
    clock: clockOf(world, worker),
    newToken: () => `${worker.name}/${++world.state.serial}`,
    sleep: (milliseconds) => pause(trouble, worker, milliseconds),
    // Decisions of a batch are published together: between the write and its event may lie a second.
    turnToPublish: () => pause(trouble, worker, random.between(0, 1_000)),
    reviewRules: () => reviewRulesOf(world, ledger),
    build: worker.build,
    stack: 'simulation',
    async update(asked, maySign) {
      provoke(world, 0.2);
      // Credentials are fetched, an endpoint is resolved: the signature comes later than the call.
      if (random.chance(0.03 * trouble.severity())) await pause(trouble, worker, freeze(random));
      if (!maySign()) throw new world.engine.NotYetError('too late to sign', 60);
      const sentAt = schedule.now();
      await write(world, worker, `UPDATE ${identity} ${asked.approvalStatus ?? '-'}`, () =>
        landUpdate(world, identity, asked, sentAt, mode),
      );
    },
  };
}

/** decide: one message, one call of the real protocol. */
export async function decide(world: World, worker: Worker, message: Message): Promise<void> {
  const { identity, status, modifiedAt, isWake } = message;
  const { mode } = world.state;
  const arn = PACKAGES.get(identity);
  if (!arn) throw new Error(`no package ${identity}`);
  const ports = settlePortsOf(world, worker, identity);
  const firstHead = await ports.ledger.readHead(identity);
  if (isWake && firstHead && (await lookAt(world, worker, identity)) === null)
    return void (await world.engine.endDeleted(
      { ...ports, sleep: (ms) => pause(world.trouble, worker, ms) },
      firstHead,
    ));
  const settlePackage = world.engine.makeSettlePackage(ports);
  await settlePackage({
    identity,
    mode,
    modelPackageArn: arn.arn,
    hint: { status, modifiedAt },
    firstHead,
    look: () => lookAt(world, worker, identity),
    compose: makeSimulatedCompose({ arn, identity, mode, build: worker.build, requirement: requirementOf(world) }),
  });
}

/** review: stores an answer in HEAD's slot and wakes decide. It never touches the registry. */
export async function answerReview(world: World, worker: Worker, wake: (identity: string) => void): Promise<void> {
  const { engine, random, tables } = world;
  const identity = random.pick([...PACKAGES.keys()]);
  const person = random.pick(['ann', 'bob']);
  const choice = random.chance(0.6) ? 'Approve' : 'Reject';
  const ledger = ledgerOf(world, worker);
  const shown = (await ledger.readHead(identity))?.review;
  if (!shown) return;
  await pause(world.trouble, worker, random.between(1_000, 2 * MINUTE));
  const packageDigest = shown.packageDigest;
  const given: Answer = {
    person,
    choice,
    comment: '',
    door: 'Page',
    packageDigest,
    answeredAt: clockOf(world, worker)(),
  };
  for (let round = 0; round < 4; round++) {
    const head = await ledger.readHead(identity);
    if (!head) return;
    const content = {
      kind: 'answered',
      identity,
      revision: head.revision,
      previous: head.entryHash,
      answer: given,
    } as const;
    const entry = engine.entryOf(content);
    const put = { reviewId: shown.reviewId, answer: given, entryHash: entry.hash };
    const outcome = engine.answer(head, put, (review, now) => rulesBy(world.reviewCount).settle(review, now));
    if ('refused' in outcome) break;
    await ledger.putEntry(entry, []);
    try {
      await write(world, worker, `answer ${identity} ${choice}`, () => tables.changeReview(head, outcome.head));
      break;
    } catch (error) {
      if (!(error instanceof engine.ConditionFailedError)) throw error;
    }
  }
  wake(identity);
}

/** reconcile: compares registry and HEAD, and wakes. It never acts itself. */
export async function reconcile(world: World, worker: Worker, wake: (identity: string) => void): Promise<void> {
  const ledger = ledgerOf(world, worker);
  const reviews = await reviewRulesOf(world, ledger);
  const rules = { build: worker.build, mode: world.state.mode, reviews };
  for (const identity of PACKAGES.keys()) {
    const head = await ledger.readHead(identity);
    const seen = await lookAt(world, worker, identity);
    if (!seen) {
      if (head?.due && (head.review || head.due.at <= clockOf(world, worker)())) wake(identity);
      continue;
    }
    const known = !world.isOn('sweepSeesMetadata') && head ? { ...seen, packageDigest: head.packageDigest } : seen;
    if (world.engine.plan(head, known, rules).step !== 'nothing') wake(identity);
  }
}
