// modelgate diff: what changed between two decisions, or between a decision and the policies of a folder.
import { recordedDescriptionOf } from '../lib/aws/recorded-description.ts';
import type { Decision } from '../lib/decisions/decision.ts';
import type { PackageDescription } from '../lib/evidence/evidence.ts';
import { recordedInputsOf, recordedText } from '../lib/evidence/read-recorded.ts';
import { replayEvidence } from '../lib/evidence/replay.ts';
import { parseModelPackageArn } from '../lib/identity.ts';
import { readDecided } from '../lib/ledger/chain.ts';
import { isDecisionId } from '../lib/ledger/entries.ts';
import { evaluate } from '../lib/policy/evaluate.ts';
import { governing } from '../lib/policy/match.ts';
import { needsOf } from '../lib/policy/needs.ts';
import type { Ledger } from '../lib/ports.ts';
import { policyVerdictOf } from './backtest/compare.ts';
import { CliError } from './frame/cli-error.ts';
import type { Answer, Call, Command } from './frame/command.ts';
import type { Connection } from './frame/connect.ts';
import { differencesOf, type Side } from './diff/decisions.ts';
import { EXIT } from './frame/exit.ts';
import { arnOf, readDecisionById, readHeadOf, readSummary } from './packages/find-package.ts';
import { noSuchVersion } from './packages/not-there.ts';
import { connectBy, PLACE_OPTIONS, POLICIES_OPTION, readPolicies } from './frame/place.ts';
import { differenceLines } from './diff/print.ts';
import type { World } from './frame/world.ts';

export const diff: Command = {
  name: 'diff',
  group: 'audit trail',
  summary: 'what changed between two decisions, or under other policies',
  usage: '<decision or version> [<decision or version>] [flags]',
  about: [
    'Compares two recorded decisions; a version stands for its newest one. What changed in the inputs (metadata, images, reports by their digest, champion), in the policies, in each check, and in the verdict.',
    'With one decision: its recorded evidence under the policies of the folder, beside what was decided then.',
  ],
  examples: [
    'modelgate diff d-8f3a61c20b7e d-1b2c3d4e5f60',
    'modelgate diff fraud-card/6 fraud-card/8',
    'modelgate diff fraud-card/8 --policies ./policies',
  ],
  options: [POLICIES_OPTION, ...PLACE_OPTIONS],
  formats: ['text', 'json'],
  words: { least: 1, most: 2 },
  run: runDiff,
};

type Recorded = { readonly decision: Decision; readonly recordings: ReadonlyMap<string, Uint8Array> };

async function runDiff(call: Call, world: World): Promise<Answer> {
  const [first = '', second] = call.words;
  const connection = await connectBy(call.flags, world);
  const before = await readRecorded(first, call, connection, world);
  const after =
    second === undefined
      ? await underPolicies(before, call, world)
      : sideOf(await readRecorded(second, call, connection, world));
  // Policies are compared with policies: what people made of a version is no change of theirs.
  const old = sideOf(before);
  const differences = differencesOf(
    second === undefined ? { ...old, verdict: policyVerdictOf(before.decision).verdict } : old,
    after,
  );
  return { exitCode: EXIT.good, document: differences, text: (terminal) => differenceLines(differences, terminal) };
}

/** A decision by its id, or the newest of a version, with what was recorded. Throws CliError 66. */
async function readRecorded(word: string, call: Call, connection: Connection, world: World): Promise<Recorded> {
  const ledger = await connection.ledger();
  const { decision, entryHash } = isDecisionId(word)
    ? await readDecisionById(word, ledger, connection, world.clock())
    : await newestOf(word, ledger, call, connection, world);
  const { identity } = decision.subject;
  return { decision, recordings: await ledger.readRecordings({ identity, revision: decision.revision, entryHash }) };
}

async function newestOf(word: string, ledger: Ledger, call: Call, connection: Connection, world: World) {
  const arn = arnOf(word, call.flags, connection);
  const head = await readHeadOf(arn, await readSummary(arn, connection), ledger, world.clock());
  const decided = head && (await readDecided(ledger, head));
  if (!decided) throw await noSuchVersion(arn, connection);
  return decided;
}

function sideOf({ decision, recordings }: Recorded): Side {
  const { verdict, reasons, policies, inputs, decisionId, subject } = decision;
  const label = `${subject.modelPackageGroupName} v${subject.modelPackageVersion}, ${decisionId}`;
  return { label, verdict, reasons, policies, inputs, seen: seenBy(decision, recordings) };
}

function seenBy(decision: Decision, recordings: Recorded['recordings']): PackageDescription | null {
  const inputs = recordedInputsOf(decision, recordings, recordedDescriptionOf);
  const raw = inputs && recordedText(inputs.package.description, recordings);
  return raw ? recordedDescriptionOf(raw, { card: true }) : null;
}

/** The recorded evidence under the policies of --policies. Throws CliError 65 where they need what was not recorded. */
async function underPolicies({ decision, recordings }: Recorded, { flags }: Call, world: World): Promise<Side> {
  const set = await readPolicies(flags, world);
  const policies = governing(set, parseModelPackageArn(decision.subject.modelPackageArn));
  const replayed = await replayEvidence({
    decision,
    recordings,
    needs: needsOf(policies),
    readDescription: recordedDescriptionOf,
  });
  if (!replayed.evidence)
    throw new CliError(
      EXIT.badData,
      `The policies need what was not recorded with ${decision.decisionId}: ${replayed.missing.join(', ')}.\nRead it anew: modelgate explain ${decision.subject.modelPackageArn} --policies DIR`,
    );
  const assessment = evaluate(policies, replayed.evidence);
  const label = `under ${flags.text('policies') ?? 'policies'}`;
  return { ...sideOf({ decision, recordings }), ...assessment, label };
}
