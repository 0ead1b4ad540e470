// kind: ProjectRedeployment as data: which project is updated with an approved version, and which template parameter gets which value.
import type { ModelPackageArn } from '../identity.ts';
import type { Match, Place } from './policy.ts';

/** What happens with an approval that was made around the gate. */
export type ExternalApproval = 'PromoteIfPolicyAgrees' | 'Promote' | 'Ignore';

export type ProjectRedeployment = {
  readonly name: string;
  readonly match: Match;
  /** A project by its name, or the group's tag that names it (then, where the tag is not there, ProjectId of the version). */
  readonly project: { readonly name: string } | { readonly fromTag: string };
  /** Template parameter -> the parts its value is made of. */
  readonly parameters: ReadonlyMap<string, readonly ValuePart[]>;
  /** Parameters that are not sent, so that the template's default applies: for hidden ones whose value nobody can read back. */
  readonly omitParameters: readonly string[];
  /** Sent only where there are any: the product needs a tag update constraint for them. */
  readonly tags: ReadonlyMap<string, string>;
  readonly onRejected: 'Keep' | 'PreviousApproved';
  readonly externalApproval: ExternalApproval;
  readonly place: Place;
};

/** Fixed text, a member of the model package, or a value of its CustomerMetadataProperties. */
export type ValuePart =
  | { readonly text: string }
  | { readonly modelPackage: (typeof PACKAGE_VALUES)[number] }
  | { readonly metadata: string };

export const PACKAGE_VALUES = ['arn', 'version', 'group'] as const;

/** The longest value of a template parameter. Source: API model, CfnStackParameterValue and ProvisioningParameterValue. */
export const MOST_CHARACTERS = 4096;

/** A value for one version, or why there is none. */
export function fillIn(
  parts: readonly ValuePart[],
  given: { readonly arn: ModelPackageArn; readonly metadata: ReadonlyMap<string, string> },
): { readonly value: string } | { readonly missing: string } {
  const { arn, metadata } = given;
  let value = '';
  for (const part of parts) {
    if ('text' in part) value += part.text;
    else if ('modelPackage' in part)
      value += { arn: arn.arn, version: String(arn.version ?? ''), group: arn.group }[part.modelPackage];
    else {
      const found = metadata.get(part.metadata);
      if (found === undefined) return { missing: `metadata key \`${part.metadata}\` is missing` };
      value += found;
    }
  }
  return value.length > MOST_CHARACTERS
    ? { missing: `its value has ${value.length} characters; a template parameter takes ${MOST_CHARACTERS}` }
    : { value };
}
