// Policy texts of a dossier against the decisions made under them: lists and texts by their hashes, and each policy among the documents of its set.
import type { Decision } from '../decisions/decision.ts';
import { canonicalJson, sha256 } from '../identity.ts';
import { readSource } from '../policy/yaml-source.ts';
import type { Fault } from './checksums.ts';
import { DOCUMENT, policySetPath, policyTextPath, type DossierPolicies } from './dossier.ts';
import type { Files } from './verify-dossier.ts';

/** Faults of sets, of their texts, and of decisions whose policies are not in them. What was not kept is no fault: the document says so. */
export function verifyPolicies(
  sets: readonly DossierPolicies[],
  decisions: readonly Decision[],
  files: Files,
): readonly Fault[] {
  const byDigest = new Map(sets.map((set) => [set.digest, set]));
  const named = new Set(decisions.flatMap(({ policyTexts }) => policyTexts ?? []));
  const missing = [...named].filter((digest) => !byDigest.has(digest));
  return [
    ...missing.map((digest) => ({ file: DOCUMENT, message: `does not list the policy files ${digest}` })),
    ...sets.flatMap((set) => setFaults(set, files)),
    ...sets.flatMap((set) => decidedFaults(set, decisions, files)),
  ];
}

function setFaults({ digest, file, texts }: DossierPolicies, files: Files): readonly Fault[] {
  if (file === null) return [];
  const list = files.get(file);
  if (!list) return [{ file, message: 'the list of policy files is missing' }];
  const plain = texts.map(({ path, sha256: hash }) => ({ path, sha256: hash }));
  const ofList =
    sha256(list) !== digest || file !== policySetPath(digest) || Buffer.from(list).toString() !== canonicalJson(plain)
      ? [{ file, message: 'is not the list of policy files that decisions name' }]
      : [];
  const ofTexts = texts.flatMap(({ file: text, sha256: hash }): readonly Fault[] => {
    if (text === null) return [];
    const bytes = files.get(text);
    if (!bytes) return [{ file: text, message: 'a policy file, is missing' }];
    return sha256(bytes) === hash && text === policyTextPath(hash)
      ? []
      : [{ file: text, message: 'is not the policy file that was deployed: its hash is another' }];
  });
  return [...ofList, ...ofTexts];
}

/** Decisions name each policy by the hash of its document, whatever its comments: it has to be in one of the texts. */
function decidedFaults(set: DossierPolicies, decisions: readonly Decision[], files: Files): readonly Fault[] {
  const texts = set.texts.map(({ path, file }) => ({ path, bytes: file === null ? undefined : files.get(file) }));
  if (set.file === null || texts.some(({ bytes }) => bytes === undefined)) return [];
  const documents = new Set(texts.flatMap(({ path, bytes }) => documentHashes(path, bytes)));
  const ofSet = decisions.filter(({ policyTexts }) => policyTexts === set.digest);
  const lost = new Set(
    ofSet
      .flatMap(({ policies, shadow }) => [...policies, ...shadow])
      .filter((one) => !documents.has(one.sha256))
      .map(({ policy, file }) => `policy ${policy} of ${file} is in none of its texts as it was decided under`),
  );
  return [...lost].map((message) => ({ file: set.file ?? DOCUMENT, message }));
}

const documentHashes = (path: string, bytes: Uint8Array | undefined): readonly string[] =>
  readSource(path, Buffer.from(bytes ?? []).toString()).documents.map((document) =>
    sha256(canonicalJson(document.toJS({ mapAsMap: true }))),
  );
