// Policies as they go into each zip: read, linted and compiled, so that a broken one cannot be deployed.
import { InvalidError } from '../lib/errors.ts';
import { BUILT_FILE, packPolicySet } from '../lib/policy/built-set.ts';
import { requireNoErrors } from '../lib/policy/lint.ts';
import { loadPolicySet } from '../lib/policy/load.ts';
import { isTestFile } from '../lib/policy/policy-texts.ts';
import type { ZipContents } from './zip.ts';

/** What goes into the zip, and what the packages are told to hold. */
export type PackedPolicies = { readonly contents: ZipContents; readonly policies: number; readonly digest: string };

/** Files without their tests, and the compiled set beside them. Throws InvalidError with every fault, or NoPolicy. */
export function packPolicies(files: readonly { readonly path: string; readonly text: string }[]): PackedPolicies {
  requireNoErrors(files, Date.now());
  const set = loadPolicySet(files);
  if (set.policies.length === 0)
    throw new InvalidError('NoPolicy', 'policies/ holds no policy; expected a file with kind: ModelApprovalPolicy');
  const packed = files.filter(({ path }) => !isTestFile(path));
  const texts = packed.map(({ path, text }) => [path.replaceAll('\\', '/'), Buffer.from(text)] as const);
  const contents = new Map([...texts, [`policies/${BUILT_FILE}`, Buffer.from(packPolicySet(set))]]);
  return { contents, policies: set.policies.length, digest: set.digest };
}
