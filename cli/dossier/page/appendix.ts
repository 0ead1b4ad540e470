// The end of a dossier: people, exceptions in force, switches of the mode, policy files, and the proof with how to repeat it.
import { counted } from '../../../lib/counted.ts';
import type { Dossier } from '../../../lib/dossier/dossier.ts';
import { html, type Markup, type Part } from '../../../lib/pages/html.ts';
import { longTime } from '../../../lib/times.ts';
import { decisionsOf, type Told } from './told.ts';

const table = (heads: readonly string[], rows: readonly (readonly Part[])[]): Markup =>
  html`<table><thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead><tbody>${rows.map((cells) => html`<tr>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody></table>`;

/** Who had a say, with their groups as deployed. */
export const peopleSection = ({ dossier: { people } }: Told): Markup =>
  html`<section id="people"><h2>People</h2>${
    people.length === 0
      ? html`<p>Nobody answered, ordered or was kept out.</p>`
      : table(
          ['Name', 'Id', 'Groups'],
          people.map(({ name, id, groups }) => [name, html`<code>${id}</code>`, groups.join(', ') || 'none']),
        )
  }</section>`;

/** Exceptions of the policy files deployed last, used or not. */
export const exceptionsSection = ({ dossier: { exceptions } }: Told): Markup =>
  html`<section id="exceptions"><h2>Exceptions in force</h2>${
    exceptions.length === 0
      ? html`<p>The policy files deployed last hold no exception for these versions.</p>`
      : table(
          ['Exception', 'Check', 'For', 'Until', 'Approved by', 'Reason'],
          exceptions.map((one) => [
            one.name,
            `${one.policy}/${one.validation}`,
            one.scope,
            `${one.until}${one.isOver ? ' (over)' : ''}`,
            one.approvedBy,
            one.reason,
          ]),
        )
  }</section>`;

/** When the gate watched and when it acted. */
export const modesSection = ({ dossier: { modes } }: Told): Part =>
  modes.length > 0 &&
  html`<section id="modes"><h2>Switches of the mode</h2>${table(
    ['When', 'Of', 'From', 'To', 'By', 'Reason'],
    modes.map(({ at, group, previousMode, mode, by, reason }) => [
      longTime(at),
      group ?? 'the whole stack',
      previousMode ?? 'as deployed',
      mode,
      by,
      reason,
    ]),
  )}</section>`;

/** Every policy file that a decision names, in full; the others of its deployment by hash. */
export function policiesSection(told: Told): Markup {
  const { policies } = told.dossier;
  return html`<section id="policies"><h2>Policies as deployed</h2>${policies.length === 0 && html`<p>No decision of this dossier names the files that it was made under.</p>`}${policies.map((set) => policySet(set, told))}</section>`;
}

function policySet({ digest, file, texts }: Dossier['policies'][number], { versions, textOf }: Told): Markup {
  const decisions = versions.flatMap(({ contents }) => decisionsOf(contents));
  const ofSet = decisions.filter(({ policyTexts }) => policyTexts === digest);
  const named = new Set(ofSet.flatMap(filesNamed));
  const others = texts.filter(({ path }) => !named.has(path));
  return html`<h3>Files ${digest.slice(0, 12)} <small>${counted(ofSet.length, 'decision')} under them, ${counted(texts.length, 'file')}</small></h3>
${file === null && html`<p>Not kept: the archive has no list of this name.</p>`}${texts
  .filter(({ path }) => named.has(path))
  .map(
    ({ path, sha256 }) =>
      html`<h4>${path} <small><code>${sha256}</code></small></h4>${textOf(sha256) === undefined ? html`<p>Not kept.</p>` : html`<pre>${textOf(sha256)}</pre>`}`,
  )}${
  others.length > 0 &&
  html`<h4>Deployed with them</h4>${table(
    ['File', 'sha256'],
    others.map(({ path, sha256 }) => [path, html`<code>${sha256}</code>`]),
  )}`
}`;
}

type Named = ReturnType<typeof decisionsOf>[number];
const filesNamed = ({ policies, shadow }: Named): readonly string[] =>
  [...policies, ...shadow]
    .filter(({ matched }) => matched)
    .flatMap(({ file, binding }) => [file, ...(binding ? [binding.file] : [])]);

/** Chains with their heads and anchors, and what this proves and what it does not. */
export const proofSection = ({ dossier }: Told): Markup => html`<section id="proof"><h2>Proof</h2>
<p>Every entry of a log names the hash of the one before it. A version's chain is whole where it leads from its head back to its first entry, and the archive names one of its entries from outside of the table.</p>
${table(
  ['Version', 'Entries', 'Head (sha256)', 'In the archive'],
  dossier.versions.map(({ name, log, head, anchor }) => [
    name,
    log.length,
    html`<code>${head.entryHash}</code>`,
    anchor
      ? html`${anchor.key}: revision ${anchor.revision}<small>sha256 <code>${anchor.sha256}</code></small>`
      : 'not yet',
  ]),
)}
<p>${archiveSentence(dossier)}</p>
<p>As a zip this dossier proves itself without AWS and without the gate: <code>modelgate verify FILE.zip</code>, or by hand as its README.txt tells. Whoever made it printed its seal, the hash of SHA256SUMS; kept elsewhere, the seal tells this dossier from any other. It shows what the gate recorded; that what the gate read was true, it cannot show.</p></section>`;

const archiveSentence = ({ archive }: Dossier): string => {
  if (!archive) return 'The archive could not be read, so no chain is held against it.';
  if (archive.until === null) return 'The archive held no heads yet when this was made.';
  return `The archive reached until ${longTime(archive.until)}, in ${counted(archive.documents, 'document')}.`;
};
