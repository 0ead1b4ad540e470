// The policy files that decisions of a dossier were made under, from the archive; and what the files deployed last say of people and exceptions.
import type { Archive } from '../../lib/archive-ports.ts';
import { readPolicyTexts } from '../../lib/archive/policy-texts.ts';
import type { Decision } from '../../lib/decisions/decision.ts';
import {
  policySetPath,
  policyTextPath,
  type DossierException,
  type DossierPolicies,
} from '../../lib/dossier/dossier.ts';
import { InvalidError } from '../../lib/errors.ts';
import { canonicalJson, sha256 } from '../../lib/identity.ts';
import { byText } from '../../lib/in-order.ts';
import { directoryOf, type ReviewerDirectory } from '../../lib/policy/directory.ts';
import { matchesGlobIgnoringCase } from '../../lib/policy/glob.ts';
import { loadPolicySet, type PolicySet } from '../../lib/policy/load.ts';
import type { FileSet } from './gathered.ts';

/** Sets of policy files by the digest that decisions name, each read once. */
export type PolicySets = {
  /** The people of then: of the set that the decision names, else of the folder at hand. */
  readonly directoryOf: (decision: Decision) => Promise<ReviewerDirectory>;
  /** All sets that were asked for, in the order of their digests. */
  readonly told: () => readonly DossierPolicies[];
  readonly policiesOf: (digest: string | undefined) => Promise<PolicySet | null>;
};

/** Reads sets when they are asked for, and adds their files. */
export function makePolicySets(archive: Archive | null, fallback: ReviewerDirectory, files: FileSet): PolicySets {
  const read = new Map<string, Promise<{ told: DossierPolicies; policies: PolicySet | null }>>();
  const done: DossierPolicies[] = [];
  const setOf = (digest: string) => {
    const known = read.get(digest);
    if (known) return known;
    const reading = readSet(archive, digest, files).then((one) => {
      done.push(one.told);
      return one;
    });
    read.set(digest, reading);
    return reading;
  };
  const policiesOf: PolicySets['policiesOf'] = async (digest) =>
    digest === undefined ? null : (await setOf(digest)).policies;
  return {
    policiesOf,
    directoryOf: async ({ policyTexts }) => {
      const policies = await policiesOf(policyTexts);
      return policies ? directoryOf(policies) : fallback;
    },
    told: () => done.toSorted(byText(({ digest }) => digest)),
  };
}

async function readSet(
  archive: Archive | null,
  digest: string,
  files: FileSet,
): Promise<{ readonly told: DossierPolicies; readonly policies: PolicySet | null }> {
  const kept = archive && (await readPolicyTexts(archive, digest));
  if (!kept) return { told: { digest, file: null, texts: [] }, policies: null };
  const file = policySetPath(digest);
  files.set(file, Buffer.from(canonicalJson(kept.texts)));
  for (const { text } of kept.files) files.set(policyTextPath(sha256(text)), Buffer.from(text));
  const there = new Set(kept.files.map(({ text }) => sha256(text)));
  const texts = kept.texts.map((one) => ({ ...one, file: there.has(one.sha256) ? policyTextPath(one.sha256) : null }));
  return { told: { digest, file, texts }, policies: loadedOrNull(kept.files) };
}

/** Files of another version of modelgate may say what this one does not know. */
function loadedOrNull(files: Parameters<typeof loadPolicySet>[0]): PolicySet | null {
  try {
    return loadPolicySet(files);
  } catch (error) {
    if (error instanceof InvalidError) return null;
    throw error;
  }
}

/** Exceptions of these files that are for one of the groups. */
export function exceptionsOf(
  policies: PolicySet | null,
  groups: readonly string[],
  now: number,
): readonly DossierException[] {
  return (policies?.exceptions ?? [])
    .filter(({ scope }) => groups.some((group) => matchesGlobIgnoringCase(group, scope.group)))
    .map(({ name, policy, validation, scope, until, endsAt, reason, approvedBy }) => ({
      name,
      policy,
      validation,
      scope: scope.version === null ? `group ${scope.group}` : `${scope.group} v${scope.version}`,
      until,
      reason,
      approvedBy,
      isOver: endsAt <= now,
    }));
}
