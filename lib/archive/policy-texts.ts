// The policy files as they were deployed, kept under their hashes: each once, and once for each set of them.
import type { Archive, ArchiveMemory } from '../archive-ports.ts';
import { InvalidError } from '../errors.ts';
import { canonicalJson, sha256 } from '../identity.ts';
import { listPolicyTexts, textsDigestOf, type PolicyText } from '../policy/policy-texts.ts';
import type { PolicyFile } from '../policy/read-files.ts';

/** Where the text of a file lies, by the hash of its bytes. */
const policyTextKey = (hash: string): string => `policies/files/${hash}.yaml`;
/** Where the list of a set's files lies; the digest is the hash of its bytes. */
export const policySetKey = (digest: string): string => `policies/sets/${digest}.json`;

export type KeepTextsPorts = {
  readonly archive: Archive;
  readonly memory: ArchiveMemory;
  /** What is deployed, as it was loaded. */
  readonly texts: readonly PolicyText[];
  readonly readTexts: () => Promise<readonly PolicyFile[]>;
};

/**
 * Keeps the deployed policy files, once for each set: later calls of this process do nothing. Texts go first and their list last, so that a
 * list never names a text that is not there. Throws InvalidError PoliciesChanged where the files are no longer those that were loaded.
 */
export function makeKeepPolicyTexts({ archive, memory, texts, readTexts }: KeepTextsPorts): () => Promise<void> {
  const digest = textsDigestOf(texts);
  let isKept = false;
  return async () => {
    if (isKept) return;
    if (!(await memory.hasPolicies(digest))) {
      const files = await readTexts();
      if (textsDigestOf(listPolicyTexts(files)) !== digest)
        throw new InvalidError('PoliciesChanged', 'the policy files are not those that this process has loaded');
      const bodies = new Map(files.map(({ text }) => [sha256(text), text]));
      const wanted = [...new Set(texts.map((one) => one.sha256))];
      await Promise.all(
        wanted.map((hash) => archive.putOnce(policyTextKey(hash), Buffer.from(bodies.get(hash) ?? ''))),
      );
      await archive.putOnce(policySetKey(digest), Buffer.from(canonicalJson(texts)));
      await memory.markPolicies(digest);
    }
    isKept = true;
  };
}

/** A set of policy files as it was kept; `files` leaves out texts that are not there. null where nobody kept the set. */
export async function readPolicyTexts(
  archive: Pick<Archive, 'read'>,
  digest: string,
): Promise<{ readonly texts: readonly PolicyText[]; readonly files: readonly PolicyFile[] } | null> {
  const list = await archive.read(policySetKey(digest));
  if (!list) return null;
  const texts = JSON.parse(Buffer.from(list).toString()) as readonly PolicyText[];
  const bodies = await Promise.all(texts.map((one) => archive.read(policyTextKey(one.sha256))));
  const files = texts.flatMap(({ path }, index) => {
    const body = bodies[index];
    return body ? [{ path, text: Buffer.from(body).toString() }] : [];
  });
  return { texts, files };
}
