// One account and region of a batch: read everything that is shared once, then decide each package, those of one group in ascending version order.
import { NotYetError } from '../errors.ts';
import { makeChampions } from '../evidence/champion.ts';
import { arnKey, type ModelPackageArn } from '../identity.ts';
import type { Head } from '../ledger/head.ts';
import { governing } from '../policy/match.ts';
import { needsOf } from '../policy/needs.ts';
import { textsDigestOf } from '../policy/policy-texts.ts';
import type { Registry } from '../ports.ts';
import { makeReadContacts } from './contacts.ts';
import { countDrift } from './count-drift.ts';
import type { DecidePlace, Heard } from './decide-batch.ts';
import { decideOne, type DecideOnePorts } from './decide-one.ts';
import type { DecidePorts, Place } from './decide-ports.ts';
import { makeBatchSummaries } from './batch-summaries.ts';
import { candidateOf, goneOf, isOldNews, leftAlone, readSummaries, type Candidate } from './survey.ts';
import { sinceOf } from './sweep-rules.ts';
import { makeOutbox } from './outbox.ts';
import { pacedRegistry } from './paced-registry.ts';
import { sleepInTime } from './patiently.ts';
import { makeReadHeads } from './read-heads.ts';
import { endDeleted } from './end-deleted.ts';
import type { RevisionPorts } from './settle-package.ts';
import { pooled } from './pooled.ts';

/** Groups side by side; inside a group versions wait for each other, because each may be the next one's champion. */
const GROUPS_AT_ONCE = 16;
/** What is not begun this long before the function's end goes back to the queue. */
const MARGIN = 15_000;
/** No call waits for its turn beyond this long before the function's end. */
const LAST_TURN = 2_000;

/** Decides what a batch asks of one account and region, its groups side by side. */
export function makeDecidePlace(given: DecidePorts): DecidePlace {
  const ports: DecideOnePorts = {
    ...given,
    bus: countDrift(given.observe, given.bus),
    readContacts: makeReadContacts(given),
    policyTexts: textsDigestOf(given.policies.texts),
    sleep: given.sleep ?? sleepInTime,
  };
  return async (heard, remaining) => {
    const answers = new Map<string, PromiseSettledResult<unknown>>();
    const [first] = heard;
    if (!first) return answers;
    const { account, region } = first.hint.arn;
    const registry = pacedRegistry(ports.registries(account, region), `${account}/${region}`, {
      ...ports,
      until: () => ports.clock() + remaining() - LAST_TURN,
    });
    const place = await readPlace(ports, registry, heard, answers);
    const champions = makeChampions({ registry, gatherEvidence: ports.gatherEvidence });
    await endGone(ports, place.gone, answers);
    const readHeadNow = makeReadHeads(ports.ledger, ports.sleep);
    const shared = { place, registry, champions, outbox: makeOutbox(ports.sleep), readHeadNow };
    const begun = await landAll(place.candidates, (candidate, onLanded) =>
      remaining() > MARGIN
        ? decideOne(ports, shared, candidate, onLanded)
        : Promise.reject(new NotYetError('the function is about to end', 1)),
    );
    shared.outbox.close();
    for (const [key, answer] of await Promise.all(begun)) answers.set(key, answer);
    return answers;
  };
}

type Answer = readonly [key: string, result: PromiseSettledResult<unknown>];

/**
 * Decides group beside group; inside a group a version waits until the one before has landed, not until it is published. Resolves when
 * the last one has landed: what it answers with is still on its way out.
 */
async function landAll(
  candidates: readonly Candidate[],
  decide: (candidate: Candidate, onLanded: () => void) => Promise<unknown>,
): Promise<readonly Promise<Answer>[]> {
  const begun: Promise<Answer>[] = [];
  const groups = [...Map.groupBy(candidates, ({ arn }) => arn.group.toLowerCase()).values()];
  await pooled(groups, GROUPS_AT_ONCE, async (group) => {
    for (const candidate of group.toSorted((a, b) => (a.arn.version ?? 0) - (b.arn.version ?? 0))) {
      const landed = Promise.withResolvers<void>();
      const answer = answerOf(candidate, decide(candidate, landed.resolve));
      begun.push(answer);
      await Promise.race([landed.promise, answer]);
    }
  });
  return begun;
}

async function answerOf({ arn }: Candidate, decided: Promise<unknown>): Promise<Answer> {
  const [result] = await Promise.allSettled([decided]);
  return [arnKey(arn), result];
}

/** Everything that is read once for the whole batch; what needs no look gets its answer here. */
async function readPlace(
  ports: DecidePorts,
  registry: Registry,
  heard: readonly Heard[],
  answers: Map<string, PromiseSettledResult<unknown>>,
): Promise<Place> {
  const hints = hintsByArn(heard);
  const arns = [...hints.values()].map(([hint]) => hint?.arn).filter((arn) => arn !== undefined);
  const [summaries, activeSince, modes] = await Promise.all([
    readSummaries(registry, ports.clock, arns),
    ports.ledger.activeSince(ports.deployedAt),
    ports.ledger.readModes([...new Set(arns.map(({ group }) => group.toLowerCase()))]),
  ]);
  const named = arns.map((arn) => [arn, hints.get(arnKey(arn)) ?? [], summaries.get(arnKey(arn))] as const);
  const found = named
    .map((one) => candidateOf(...one))
    .filter((candidate) => candidate !== null)
    .filter(({ arn, summary }) => {
      const since = sinceOf(activeSince, modes.adoptions.get(arn.group.toLowerCase()));
      return leftAlone(summary, since) === null;
    });
  const gone = named.flatMap((one) => goneOf(...one).map((identity) => ({ arn: one[0], identity })));
  const heads = await ports.ledger.readHeads([...found, ...gone].map(({ identity }) => identity));
  const candidates = found.filter(
    ({ identity, hints: about, summary }) => !isOldNews(heads.get(identity) ?? null, about, summary.approvalStatus),
  );
  for (const arn of arns) answers.set(arnKey(arn), { status: 'fulfilled', value: 'nothing to do' });
  const lean = candidates
    .filter(({ arn, identity }) => !heads.has(identity) && !needsOf(governing(ports.policies, arn)).description)
    .map(({ arn }) => arn);
  return {
    candidates,
    gone: gone.flatMap(({ arn, identity }) => withHead(arn, heads.get(identity))),
    heads,
    hasCopies: arns.length < heard.length,
    modes,
    summaryInBatch: makeBatchSummaries(registry, ports.clock, lean),
  };
}

/** The hints of a batch by the version that they name. */
function hintsByArn(heard: readonly Heard[]): ReadonlyMap<string, readonly Heard['hint'][]> {
  const hints = heard.map(({ hint }) => hint);
  return Map.groupBy(hints, ({ arn }) => arnKey(arn));
}

const withHead = (arn: ModelPackageArn, head: Head | undefined): Place['gone'] => (head ? [{ arn, head }] : []);

/** Ends what is unfinished about deleted versions. What fails is tried again with its message; a version that has come back under the ARN is decided all the same. */
async function endGone(
  ports: RevisionPorts,
  gone: Place['gone'],
  answers: Map<string, PromiseSettledResult<unknown>>,
): Promise<void> {
  await pooled(gone, GROUPS_AT_ONCE, async ({ arn, head }) => {
    const [ended] = await Promise.allSettled([endDeleted(ports, head)]);
    answers.set(arnKey(arn), ended);
  });
}
