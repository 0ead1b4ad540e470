// One version for a dossier: its chain entry by entry, every input that was kept, what the registry shows now, and who was kept out of reviews.
import type { Decision } from '../../lib/decisions/decision.ts';
import {
  entryPath,
  inputPath,
  type DossierAnchor,
  type DossierExclusion,
  type DossierInput,
  type DossierRegistry,
} from '../../lib/dossier/dossier.ts';
import { canonicalJson, identityOf, parseModelPackageArn, sha256, type ModelPackageArn } from '../../lib/identity.ts';
import { byText } from '../../lib/in-order.ts';
import type { Authors, Head } from '../../lib/ledger/head.ts';
import { timeOf, type LogEntry } from '../../lib/ledger/log.ts';
import { verifyChain } from '../../lib/ledger/verify.ts';
import { ThrottledError, UnansweredError, type Ledger, type Registries } from '../../lib/ports.ts';
import type { ReviewerDirectory } from '../../lib/policy/directory.ts';
import { excludedBy } from '../../lib/reviews/authors.ts';
import type { FileSet, ToldVersion } from './gathered.ts';

export type ReadVersionPorts = {
  readonly ledger: Ledger;
  readonly registries: Registries;
  readonly anchorOf: (identity: string) => DossierAnchor | null;
  /** What is wrong with the chain against the archive; entries newest first. */
  readonly anchorFaultsOf: (identity: string, entries: readonly LogEntry[]) => readonly string[];
  readonly directoryOf: (decision: Decision) => Promise<ReviewerDirectory>;
};

/** Reads it, and adds its files to `files`. What is not there is told as a sentence in `gaps`. */
export async function readVersion(
  head: Head,
  ports: ReadVersionPorts,
  { files, gaps }: { readonly files: FileSet; readonly gaps: string[] },
): Promise<ToldVersion> {
  const { group, version: number } = parseModelPackageArn(head.modelPackageArn);
  const name = `${group} v${number}`;
  const chain = await verifyChain(ports.ledger, head);
  gaps.push(...chain.faults.map((fault) => `The chain of ${name} is broken in the ledger itself: ${fault}.`));
  const ofArchive = ports.anchorFaultsOf(head.identity, chain.entries);
  gaps.push(...ofArchive.map((fault) => `${name} against the archive: ${fault}.`));
  const entries = chain.entries.toReversed();
  const slug = `${group.toLowerCase()}-v${number}-${sha256(head.identity).slice(0, 8)}`;
  const log = entries.map(({ hash, content }, index) => {
    const file = entryPath(`log/${slug}`, index + 1, hash);
    files.set(file, Buffer.from(canonicalJson(content)));
    const { kind, revision } = content;
    return { file, sha256: hash, kind, revision, at: new Date(timeOf(content)).toISOString() };
  });
  const inputs = await readInputs(entries, ports.ledger, files);
  const lost = inputs.filter(({ file }) => file === null);
  gaps.push(...lost.map(({ what, sha256: hash }) => `${name}: ${what.join(', ')} (${hash}) was not kept.`));
  return {
    version: {
      name,
      modelPackageArn: head.modelPackageArn,
      head: { identity: head.identity, revision: head.revision, entryHash: head.entryHash },
      log,
      inputs,
      exclusions: await exclusionsOf(entries, head, ports, files),
      registry: await readRegistry(head, slug, ports.registries, { files, gaps }),
      anchor: ports.anchorOf(head.identity),
    },
    contents: entries.map(({ content }) => content),
  };
}

/** Everything that decisions name, by its hash, with the files of what was kept. */
async function readInputs(
  entries: readonly LogEntry[],
  ledger: Ledger,
  files: FileSet,
): Promise<readonly DossierInput[]> {
  const inputs = new Map<string, DossierInput>();
  for (const { hash, content } of entries) {
    if (content.kind !== 'decided' || content.decision.inputs.recorded.length === 0) continue;
    const kept = await ledger.readRecordings({ ...content, entryHash: hash });
    for (const { what, sha256: named } of content.decision.inputs.recorded) {
      const body = kept.get(named);
      const known = inputs.get(named);
      const file = body ? inputPath(named, body) : (known?.file ?? null);
      if (body && file !== null) files.set(file, body);
      inputs.set(named, { sha256: named, what: [...new Set([...(known?.what ?? []), what])], file });
    }
  }
  return [...inputs.values()].toSorted(byText((one) => one.sha256));
}

async function exclusionsOf(
  entries: readonly LogEntry[],
  head: Head,
  { directoryOf }: ReadVersionPorts,
  files: FileSet,
): Promise<readonly DossierExclusion[]> {
  const found: DossierExclusion[] = [];
  for (const { content } of entries) {
    if (content.kind !== 'decided' || content.decision.requirements.length === 0) continue;
    const { decision } = content;
    const isOpen = head.review?.decisionId === decision.decisionId;
    const authors = isOpen && head.review ? head.review.authors : authorsOf(decision, files);
    const directory = await directoryOf(decision);
    for (const requirement of decision.requirements)
      for (const [person, { because }] of excludedBy(requirement, authors, directory))
        found.push({ decisionId: decision.decisionId, requirement: requirement.name, person, because });
  }
  return found;
}

/** The authors as the decision's own record tells them. */
function authorsOf({ subject, inputs, requirements }: Decision, files: FileSet): Authors {
  const { registrant, lastModifiedBy } = subject;
  const described = inputs.recorded.find(({ what }) => what === 'DescribeModelPackage')?.sha256;
  const body = described === undefined ? undefined : files.get(`inputs/${described}.json`);
  const answer = body ? (JSON.parse(Buffer.from(body).toString()) as { CustomerMetadataProperties?: object }) : {};
  const metadata = new Map<string, unknown>(Object.entries(answer.CustomerMetadataProperties ?? {}));
  const keys = requirements.flatMap(({ notFrom }) =>
    notFrom.flatMap((one) => (one.startsWith('metadata:') ? one.slice('metadata:'.length) : [])),
  );
  return {
    registrant,
    changedBy: lastModifiedBy === null || lastModifiedBy === registrant ? [] : [lastModifiedBy],
    metadata: [...new Set(keys)].map((key) => {
      const value = metadata.get(key);
      return { key, value: typeof value === 'string' ? value : null };
    }),
  };
}

/** What the registry answers now; the same ARN may belong to another version by now. */
async function readRegistry(
  head: Head,
  slug: string,
  registries: Registries,
  { files, gaps }: { readonly files: FileSet; readonly gaps: string[] },
): Promise<DossierRegistry | null> {
  const arn = parseModelPackageArn(head.modelPackageArn);
  const answer = await describeNow(arn, registries);
  if (typeof answer === 'string') {
    gaps.push(`What the registry shows now of ${arn.group} v${arn.version} could not be read (${answer}).`);
    return null;
  }
  if (!answer || identityOf(arn, answer.description.creationTime) !== head.identity) {
    gaps.push(`The registry has no ${arn.group} v${arn.version} of that time any more.`);
    return null;
  }
  const file = `registry/${slug}.json`;
  files.set(file, Buffer.from(answer.raw));
  const { approvalStatus, approvalDescription, card } = answer.description;
  return { file, approvalStatus, approvalDescription, cardStatus: card?.status ?? null };
}

/** The answer, or why there is none: an account that is not on the list or may not be read is no reason to have no dossier. */
async function describeNow(arn: ModelPackageArn, registries: Registries) {
  try {
    return await registries(arn.account, arn.region).describe(arn, { card: true });
  } catch (error) {
    if (error instanceof ThrottledError || error instanceof UnansweredError) throw error;
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  }
}
