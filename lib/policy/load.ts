// Loads policy files: YAML texts become a checked, compiled policy set, or one error that tells all faults.
import { counted } from '../counted.ts';
import { InvalidError } from '../errors.ts';
import { byText } from '../in-order.ts';
import { badPolicy, showFault } from './faults.ts';
import { metadataOnlyHints } from './metadata-only.ts';
import type { Slots } from './kinds.ts';
import { listPolicyTexts, type PolicyText } from './policy-texts.ts';
import { API_VERSION, readFiles, type PolicyFile } from './read-files.ts';

export type { Policy } from './document.ts';

/**
 * Everything that the given files say: the documents of each kind under the slot that lib/policy/kinds.ts names.
 * `digest` changes with any document; `hints` are advice, one sentence each; `texts` are the files by their hashes.
 */
export type PolicySet = Slots & {
  readonly digest: string;
  readonly hints: readonly string[];
  readonly texts: readonly PolicyText[];
};

/**
 * Loads all documents of the files. Policy tests (.test.yaml) are passed over.
 * Throws InvalidError('BadPolicy') whose `faults` are all faults, each with file:line:column, the source line and a caret.
 */
export function loadPolicySet(files: readonly PolicyFile[]): PolicySet {
  const { slots, digest, faults, hints, files: read } = readFiles(files);
  const texts = new Map(read.map((file) => [file.path, file.text]));
  if (faults.length > 0) throw badPolicy(faults, texts);
  if (slots.policies.length === 0) {
    throw new InvalidError(
      'BadPolicy',
      `no policy in ${counted(read.length, 'file')}; expected at least one document with apiVersion: ${API_VERSION} and kind: ModelApprovalPolicy`,
    );
  }
  const policies = slots.policies.toSorted(byText(({ name }) => name));
  const all = [...policies.flatMap(metadataOnlyHints), ...hints];
  const shown = all.map((hint) => showFault(hint, texts.get(hint.place.file) ?? ''));
  return { ...slots, policies, digest, hints: shown, texts: listPolicyTexts(read) };
}
