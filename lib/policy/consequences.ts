// What an approval sets in motion, in sentences, as the files say it: read before somebody approves.
import type { PolicySet } from './load.ts';
import { covers } from './match.ts';
import type { Subject } from './policy.ts';
import type { ProjectRedeployment, ValuePart } from './project-redeployment.ts';
import type { Registration } from './registration.ts';

/** One version, as far as needed to know what follows from its approval. */
export type VersionSubject = Subject & { readonly version: number | null };

/** One sentence for each project and target that gets a version once it is approved through the gate. */
export function makeConsequences({
  redeployments,
  registrations,
}: Pick<PolicySet, 'redeployments' | 'registrations'>): (subject: VersionSubject) => readonly string[] {
  return (subject) => {
    const concerns = ({ match }: Pick<Registration, 'match'>): boolean => covers(match, subject);
    return [
      ...redeployments.filter(concerns).map((one) => redeployed(one, subject)),
      ...registrations.filter(concerns).map(registered),
    ];
  };
}

/** Whether an approval of versions of this group sets anything in motion that may fail, so that somebody has to hear of it. */
export const makeSetsInMotion =
  ({ redeployments, registrations }: Pick<PolicySet, 'redeployments' | 'registrations'>) =>
  (subject: Subject): boolean =>
    [...redeployments, ...registrations].some(({ match }) => covers(match, subject));

/** `Project p is redeployed: ModelPackageArn becomes v8.`; with the version it serves now, `changes from v6 to v8`. */
export function redeployed(
  { project, parameters }: Pick<ProjectRedeployment, 'project' | 'parameters'>,
  subject: VersionSubject,
  served: VersionSubject | null = null,
): string {
  const named = 'name' in project ? `Project ${project.name}` : `The project in the group's tag ${project.fromTag}`;
  const changes = [...parameters].map(([key, parts]) => {
    const [from, to] = [served && shownParts(parts, served), shownParts(parts, subject)];
    const isKnown = from !== null && from !== to && !parts.some((part) => 'metadata' in part);
    return isKnown ? `${key} changes from ${from} to ${to}` : `${key} becomes ${to}`;
  });
  return `${named} is redeployed: ${changes.join(', ')}.`;
}

/** The value as people read it: an ARN is told by its version. */
const shownParts = (parts: readonly ValuePart[], { group, version }: VersionSubject): string =>
  parts
    .map((part) => {
      if ('text' in part) return part.text;
      if ('metadata' in part) return `the version's metadata ${part.metadata}`;
      const number = version === null ? 'its version' : String(version);
      return { arn: version === null ? 'its ARN' : `v${version}`, version: number, group }[part.modelPackage];
    })
    .join('');

/** `A copy is registered in account ...`. */
export function registered({ target, approvalStatus, artifacts }: Registration): string {
  const copied = artifacts ? `; model data and reports are copied to s3://${artifacts.bucket}/${artifacts.prefix}` : '';
  return `A copy is registered in account ${target.account}, ${target.region}, group ${target.group}, as ${approvalStatus}${copied}.`;
}
