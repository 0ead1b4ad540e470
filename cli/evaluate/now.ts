// Reads a version as it is now and holds it against the policies of a folder, perhaps under assumptions. Nothing is recorded.
import { makeLook } from '../../lib/decisions/look.ts';
import { makeChampions } from '../../lib/evidence/champion.ts';
import type { Evidence } from '../../lib/evidence/evidence.ts';
import { assume, parseAssumption } from '../../lib/evidence/what-if.ts';
import type { ModelPackageArn } from '../../lib/identity.ts';
import { evaluate } from '../../lib/policy/evaluate.ts';
import type { PolicySet } from '../../lib/policy/load.ts';
import { governing } from '../../lib/policy/match.ts';
import type { Needs } from '../../lib/policy/policy.ts';
import { directoryOf } from '../../lib/policy/directory.ts';
import { assumeAnswers, peopleOf, type Answered } from './assume-answers.ts';
import type { Call } from '../frame/command.ts';
import type { Connection } from '../frame/connect.ts';
import { explainedAssessment, type Explained } from './explained.ts';
import { noSuchVersion } from '../packages/not-there.ts';
import { readPolicies } from '../frame/place.ts';
import type { World } from '../frame/world.ts';

/** Evidence of a version gathered now, with what its governing policies need. Throws CliError 66 where there is no such version. */
export async function gatherNow(
  arn: ModelPackageArn,
  policies: PolicySet,
  connection: Connection,
  clock: () => number,
) {
  const registry = connection.registries(arn.account, arn.region);
  const { gatherEvidence } = connection;
  const champions = makeChampions({ registry, gatherEvidence });
  const champion = (one: ModelPackageArn, needs: Needs) => champions.of(one, needs);
  const governed = governing(policies, arn);
  const { look, gathered } = makeLook({ clock, registry, gatherEvidence, champion }, arn, governed, async () => null);
  if (!(await look(null))) throw await noSuchVersion(arn, connection);
  return { governed, ...gathered() };
}

/** What the policies of --policies say of a version now. */
export async function evaluateNow(
  arn: ModelPackageArn,
  call: Call,
  connection: Connection,
  world: World,
): Promise<Explained> {
  const policies = await readPolicies(call.flags, world);
  const { governed, package: seen, evidence, assessment } = await gatherNow(arn, policies, connection, world.clock);
  if (!evidence) return explainedAssessment({ package: seen, assessment, review: null, assumed: [], elsewhere: [] });
  return judge(evidence, { call, policies, governed });
}

type Judging = { readonly call: Call; readonly policies: PolicySet; readonly governed: ReturnType<typeof governing> };

/** What governing policies say of evidence, with the assumptions of --set and the answers of --approve. */
export function judge(evidence: Evidence, { call, policies, governed }: Judging): Explained {
  const assumptions = call.flags.list('set').map(parseAssumption);
  const assumed = assume(evidence, assumptions);
  const names = new Set(governed.map(({ name }) => name));
  const assessment = evaluate(governed, assumed);
  const explained = explainedAssessment({
    package: assumed.package,
    assessment,
    review: null,
    assumed: assumptions.map(({ path, value }) => `${path} = ${value}`),
    elsewhere: policies.policies.map(({ name }) => name).filter((name) => !names.has(name)),
  });
  const people = peopleOf(call.flags.list('approve'));
  if (people.length === 0) return explained;
  return withAnswers(explained, assumeAnswers(assessment, assumed, { people, directory: directoryOf(policies) }));
}

/** The same tree of checks with what people would make of it. */
const withAnswers = (explained: Explained, { verdict, assumed, because }: Answered): Explained => ({
  ...explained,
  verdict,
  because: because ?? explained.because,
  assumed: [...explained.assumed, ...assumed],
  toBeApproved: verdict === 'Approve' ? [] : explained.toBeApproved,
});
