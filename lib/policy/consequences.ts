// What an approval sets in motion, in sentences, as the files say it: read before somebody approves.
import type { PolicySet } from './load.ts';
import { covers } from './match.ts';
import type { Subject } from './policy.ts';

/** One version, as far as needed to know what follows from its approval. */
export type VersionSubject = Subject & { readonly version: number | null };

/** One sentence for each thing that follows from an approval of a version. */
export function makeConsequences({
  redeployments,
}: Pick<PolicySet, 'redeployments'>): (subject: VersionSubject) => readonly string[] {
  return ({ group, account, version }) =>
    redeployments
      .filter(({ match }) => covers(match, { group, account }))
      .map(({ project }) => {
        const named =
          'name' in project ? `Project ${project.name}` : `The project in the group's tag ${project.fromTag}`;
        return `${named} is redeployed with ${version === null ? 'it' : `v${version}`}.`;
      });
}
