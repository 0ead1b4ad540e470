// Policy files by the hashes of their bytes, so that a decision can name the very texts it was made under.
import { canonicalJson, sha256 } from '../identity.ts';
import { byText } from '../in-order.ts';
import type { PolicyFile } from './read-files.ts';

/** A file as it was deployed: its path, and the hex sha256 of its bytes. */
export type PolicyText = { readonly path: string; readonly sha256: string };

/** Files with policy tests; they are no part of what is deployed. */
export const isTestFile = (path: string): boolean => /\.test\.ya?ml$/u.test(path);

/** The files that are deployed, in the order of their paths: policy tests are not among them. */
export const listPolicyTexts = (files: readonly PolicyFile[]): readonly PolicyText[] =>
  files
    .filter(({ path }) => !isTestFile(path))
    .map(({ path, text }) => ({ path: path.replaceAll('\\', '/'), sha256: sha256(text) }))
    .toSorted(byText(({ path }) => path));

/** One hash for all of them: hex sha256 of the list as canonical JSON. It changes with a comment, too. */
export const textsDigestOf = (texts: readonly PolicyText[]): string => sha256(canonicalJson(texts));
