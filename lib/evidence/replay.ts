// Evidence of a decision made again from what was recorded with it, for other policies than those of then. Pure; what is not there is named, never guessed.
import type { Decision } from '../decisions/decision.ts';
import type { Needs } from '../policy/policy.ts';
import type { Evidence, Fact, PackageDescription, PackageEvidence } from './evidence.ts';
import { recordedInputsOf, type Recordings } from './read-recorded.ts';
import type { RecordedChampion } from './recorded-inputs.ts';
import { replayVersion } from './replay-version.ts';

/** Makes a description of a recorded answer of DescribeModelPackage; handed in, since it knows SageMaker's words. */
export type ReadDescription = (raw: string, options: { card: boolean }) => PackageDescription;

export type Replay = {
  readonly decision: Decision;
  readonly recordings: Recordings;
  /** Of the policies that will read the evidence. */
  readonly needs: Needs;
  readonly readDescription: ReadDescription;
};

/** The evidence as it was then, or what the policies need that was not recorded. */
export type Replayed =
  | { readonly evidence: Evidence; readonly missing?: never }
  | { readonly evidence?: never; readonly missing: readonly string[] };

/** Rebuilds the evidence that these needs would have gathered then: time, reports, tags and champion as recorded. Throws where a recording is not what its name says. */
export async function replayEvidence({ decision, recordings, needs, readDescription }: Replay): Promise<Replayed> {
  const inputs = recordedInputsOf(decision, recordings, readDescription);
  if (!inputs) return { missing: ['the description of the version'] };
  const ports = { recordings, readDescription };
  const own = await replayVersion(inputs.package, needs, ports);
  const champion = await replayChampion(inputs.champion, needs, ports);
  const missing = [
    ...own.missing,
    ...(needs.groupTags && inputs.groupTags === null ? ['the tags of the group'] : []),
    ...champion.missing,
  ];
  if (missing.length > 0 || !own.value || !champion.value) return { missing };
  const tags = new Map(needs.groupTags ? Object.entries(inputs.groupTags ?? {}) : []);
  const group = { name: own.value.package.arn.group, tags };
  return { evidence: { ...own.value, group, champion: champion.value, now: inputs.now } };
}

type ChampionReplayed = { readonly value: Fact<PackageEvidence | null> | null; readonly missing: readonly string[] };

async function replayChampion(
  champion: RecordedChampion,
  needs: Needs,
  ports: { readonly recordings: Recordings; readonly readDescription: ReadDescription },
): Promise<ChampionReplayed> {
  const none: Fact<PackageEvidence | null> = { state: 'present', value: null };
  if (!needs.champion && !needs.newestApproved) return { value: none, missing: [] };
  switch (champion.state) {
    case 'none':
      return { value: none, missing: [] };
    case 'absent':
    case 'corrupt':
      return { value: champion, missing: [] };
    case 'notAsked':
    case 'notKept':
      return { value: null, missing: ['the champion'] };
    case 'kept': {
      // Where only its number is compared, a summary was enough then and is now.
      const asked = needs.champion ? needs : { ...needs, description: false, card: false, declarations: [] };
      const { value, missing } = await replayVersion(champion.version, asked, ports);
      return {
        value: value && { state: 'present', value },
        missing: missing.map((one) => `${one} of the champion`),
      };
    }
    default:
      return champion satisfies never;
  }
}
