// Containers and lineage: what the version consists of, what made it, and what differs from the champion. From the decision alone.
import type { Decision, RecordedPackage } from '../decisions/decision.ts';
import { shortActor } from '../identity.ts';
import { longTime } from '../times.ts';
import { html, pair, type Markup, type Part } from './html.ts';

/** The section; older decisions, which record no package, show what they have. */
export function lineageSection(decision: Decision, championName: string | null): Markup {
  const { subject, inputs } = decision;
  const made = decision.package;
  return html`<section class="sheet" aria-labelledby="h-lineage"><h2 id="h-lineage">Containers and lineage</h2><dl class="pairs">${
    made ? containerRows(made, championName) : pair('Containers', 'not recorded')
  }${pair('Registered by', subject.registrant && actor(subject.registrant))}${pair(
    'Last changed by',
    subject.lastModifiedBy !== subject.registrant && subject.lastModifiedBy && actor(subject.lastModifiedBy),
  )}${made && provenanceRows(made, championName)}${pair('Source', made?.sourceUri && html`<code>${made.sourceUri}</code>`)}${inputs.reports.map(reportRow)}${pair(
    'Read',
    longTime(decision.createdAt),
  )}</dl></section>`;
}

/** The short name of an actor, with the whole ARN below where that says more. */
function actor(arn: string): Markup {
  const name = shortActor(arn);
  return name === arn ? html`${arn}` : html`${name} <small><code>${arn}</code></small>`;
}

function containerRows(made: NonNullable<Decision['package']>, championName: string | null): Part {
  return made.containers.map(({ image, digest, modelDataUrl }, index) => {
    const before = made.champion?.containers[index];
    const pinned =
      digest !== '' && !image.includes(digest) && html`<small>pinned by <code>${shortDigests(digest)}</code></small>`;
    const loose = digest === '' && html`<small>no digest pins this image</small>`;
    const isSame = digest === '' ? image === before?.image : digest === before?.digest;
    const number = made.containers.length > 1 ? ` ${index + 1}` : '';
    return html`${pair(`Image${number}`, html`<code>${shortDigests(image)}</code>${pinned}${loose}${before && compared(isSame, championName, 'image')}`)}${pair(
      `Model data${number}`,
      modelDataUrl !== '' &&
        html`<code>${modelDataUrl}</code>${before && compared(modelDataUrl === before.modelDataUrl, championName, 'address')}`,
    )}`;
  });
}

const compared = (isSame: boolean, championName: string | null, what: string): Markup =>
  html`<small>${isSame ? `same ${what} as ${championName}` : `changed since ${championName}`}</small>`;

/** MetadataProperties, in the words of a reader; what we have no word for keeps SageMaker's. */
const WORDS = new Map([
  ['GeneratedBy', 'Pipeline or job'],
  ['CommitId', 'Commit'],
  ['Repository', 'Repository'],
  ['ProjectId', 'Project'],
]);

const orderOf = (name: string): number => {
  const place = [...WORDS.keys()].indexOf(name);
  return place < 0 ? WORDS.size : place;
};

function provenanceRows(made: NonNullable<Decision['package']>, championName: string | null): Part {
  const before: RecordedPackage['provenance'] = made.champion?.provenance ?? {};
  return Object.entries(made.provenance)
    .toSorted(([a], [b]) => orderOf(a) - orderOf(b))
    .map(([name, value]) => {
      const old = Object.hasOwn(before, name) ? before[name] : undefined;
      const isCommit = name === 'CommitId' && old !== undefined;
      return pair(
        WORDS.get(name) ?? name,
        html`<code>${value}</code>${isCommit && html`<small>${old === value ? `same as ${championName}` : html`${championName}: <code>${old}</code>`}</small>`}`,
      );
    });
}

function reportRow({ name, s3Uri, versionId, sha256 }: Decision['inputs']['reports'][number]): Part {
  if (s3Uri === null) return pair(`Report ${name}`, html`<span class="soft">the version names none</span>`);
  const hash = sha256 === null ? 'not read' : html`sha256 <code>${shortHash(sha256)}</code>`;
  return pair(
    `Report ${name}`,
    html`<code>${s3Uri}</code><small>${hash}${versionId !== null && html`, S3 version <code>${versionId}</code>`}</small>`,
  );
}

/** An image or digest with its 64 hex digits cut in the middle; the whole is in the decision document. */
const shortDigests = (text: string): string => text.replaceAll(/[0-9a-f]{64}/gu, shortHash);

/** `7f3a90…c91d` */
export const shortHash = (hash: string): string => (hash.length > 12 ? `${hash.slice(0, 6)}…${hash.slice(-4)}` : hash);
