// modelgate explain: why a version was decided as it was, with every value, and what it would take to be approved.
import type { Decision } from '../lib/decisions/decision.ts';
import { parseModelPackageArn } from '../lib/identity.ts';
import type { Head } from '../lib/ledger/head.ts';
import { readDecided } from '../lib/ledger/chain.ts';
import { isDecisionId } from '../lib/ledger/entries.ts';
import type { Ledger } from '../lib/ports.ts';
import { reviewStateOf } from '../lib/reviews/review-state.ts';
import { CliError } from './frame/cli-error.ts';
import type { Answer, Call, Command } from './frame/command.ts';
import type { Connection } from './frame/connect.ts';
import { evaluateNow } from './evaluate/now.ts';
import { EXIT, exitOfVerdict } from './frame/exit.ts';
import { explainedDecision, type Explained } from './evaluate/explained.ts';
import { arnOf, readDecisionById, readHeadOf, readSummary } from './packages/find-package.ts';
import { noSuchVersion } from './packages/not-there.ts';
import { connectBy, knownDirectory, PLACE_OPTIONS, readPolicies } from './frame/place.ts';
import { openLanes } from './packages/lanes.ts';
import { planShownOf } from './explain/plan-shown.ts';
import { reviewShownOf } from './explain/review-shown.ts';
import { explainedLines } from './explain/print.ts';
import type { World } from './frame/world.ts';

export const explain: Command = {
  name: 'explain',
  group: 'author',
  summary: 'why a version is (not) approved, and what it would take',
  usage: '<arn | group/version | d-...> [flags]',
  about: [
    'Prints what was decided about a model package version: the verdict, the sentence that determined it, the tree of all checks with the values they saw, the review, and what it would take to be approved.',
    'With --policies the version is read again and held against the policies of that folder; nothing is recorded.',
  ],
  examples: ['modelgate explain fraud-card/8', 'modelgate explain d-8f3a61c20b7e --why not-worse-than-champion'],
  options: [
    { name: 'all', about: 'passed checks in full, too' },
    { name: 'why', takes: 'VALIDATION', about: 'one check alone, with each part of its expression' },
    { name: 'plan', about: 'what an approval would set in motion, by the files of the policy folder' },
    { name: 'policies', takes: 'DIR', about: 'evaluate now, under the policies of this folder' },
    ...PLACE_OPTIONS,
  ],
  formats: ['text', 'json'],
  words: { least: 1, most: 1 },
  run: runExplain,
};

async function runExplain(call: Call, world: World): Promise<Answer> {
  const connection = await connectBy(call.flags, world);
  const explained =
    call.flags.text('policies') === null
      ? await explainRecorded(call, connection, world)
      : await evaluateNow(await arnNamed(call, connection, world), call, connection, world);
  return answerOf(call.flags.is('plan') ? await withPlan(explained, call, connection, world) : explained, call);
}

/** With what would follow by the files of the policy folder, and the projects as they are now. */
async function withPlan(explained: Explained, { flags }: Call, connection: Connection, world: World) {
  const policies = await readPolicies(flags, world);
  const { makeProjects } = await import('../lib/aws/projects.ts');
  const { account, region } = explained.modelPackage;
  const access = { accounts: policies.accounts, ownAccount: connection.account, region: connection.region };
  const projects = makeProjects(access)(account, region);
  const registry = connection.registries(account, region);
  const lanes = await openLanes(connection).catch(nullWithoutLedger);
  return { ...explained, plan: await planShownOf(explained, { registry, projects, policies, lanes }) };
}

/** A plan may be asked for where no stack is deployed yet. */
const nullWithoutLedger = (error: unknown): null => {
  if (error instanceof CliError) return null;
  throw error;
};

/** The answer of explain and eval, in the detail that the flags ask for. Throws CliError 66 where --why names no check. */
export function answerOf(explained: Explained, { flags }: Call): Answer {
  const why = flags.text('why');
  const options = { isAll: flags.is('all'), why };
  const names = explained.policies.flatMap(({ policy, validations }) =>
    validations.map(({ name }) => [name, `${policy}/${name}`]),
  );
  if (why !== null && !names.flat().includes(why))
    throw new CliError(
      EXIT.notFound,
      `Not found: no check \`${why}\` was evaluated.\nEvaluated: ${names.map(([name]) => name).join(', ') || 'none'}`,
    );
  return {
    exitCode: exitOfVerdict(explained.verdict),
    document: explained,
    text: (terminal) => explainedLines(explained, options, terminal),
  };
}

/** The package that the first word names; a decision id names the package it is about. */
async function arnNamed({ words: [word = ''], flags }: Call, connection: Connection, world: World) {
  if (!isDecisionId(word)) return arnOf(word, flags, connection);
  const { decision } = await readDecisionById(word, await connection.ledger(), connection, world.clock());
  return parseModelPackageArn(decision.subject.modelPackageArn);
}

async function explainRecorded(call: Call, connection: Connection, world: World): Promise<Explained> {
  const ledger = await connection.ledger();
  const [word = ''] = call.words;
  const known = isDecisionId(word) ? await readDecisionById(word, ledger, connection, world.clock()) : null;
  const arn = known
    ? parseModelPackageArn(known.decision.subject.modelPackageArn)
    : arnOf(word, call.flags, connection);
  const summary = await readSummary(arn, connection);
  const head = known?.head ?? (await readHeadOf(arn, summary, ledger, world.clock()));
  if (!summary && !head) throw await noSuchVersion(arn, connection);
  const decision = known?.decision ?? (head && (await readDecided(ledger, head))?.decision);
  if (!head || !decision) throw notDecided(word);
  return explainedDecision(decision, {
    approvalStatus: summary?.approvalStatus ?? 'deleted',
    review: await reviewNow(head, decision, ledger, call, world),
  });
}

/** The open review by the directory of the policy folder here; an older decision has none. */
async function reviewNow(head: Head, decision: Decision, ledger: Ledger, { flags }: Call, world: World) {
  if (!head.review || head.revision !== decision.revision) return null;
  const [directory, revoked] = await Promise.all([knownDirectory(flags, world), ledger.readRevoked()]);
  const state = reviewStateOf(head, { directory, revoked });
  const { group, version } = parseModelPackageArn(head.modelPackageArn);
  return state && reviewShownOf(state, `${group}/${version}`, world.clock());
}

const notDecided = (word: string): CliError =>
  new CliError(
    EXIT.notFound,
    `Not found: ${word} is in the registry, but the gate has decided nothing about it.\nVersions older than the gate's adoption are left alone. Try the policies of this folder:\nmodelgate eval ${word}`,
  );
