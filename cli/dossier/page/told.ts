// What the page of a dossier is made of; nothing is read while it is rendered.
import type { Decision } from '../../../lib/decisions/decision.ts';
import type { Dossier } from '../../../lib/dossier/dossier.ts';
import type { LogContent } from '../../../lib/ledger/log.ts';
import type { ToldVersion } from '../gathered.ts';

export type Told = {
  readonly dossier: Dossier;
  readonly versions: readonly ToldVersion[];
  /** The text of a policy file by its hash; undefined where it was not kept. */
  readonly textOf: (sha256: string) => string | undefined;
  /** The name of a person by id; the id where nobody knows it. */
  readonly nameOf: (id: string) => string;
};

/** The decisions of a log, oldest first. */
export const decisionsOf = (contents: readonly LogContent[]): readonly Decision[] =>
  contents.flatMap((content) => (content.kind === 'decided' ? [content.decision] : []));

/** Whether this moment (RFC 3339) lies in the period of the dossier. */
export const isWithin = ({ from, to }: Pick<Dossier, 'from' | 'to'>, at: string): boolean =>
  (from === null || at >= from) && (to === null || at <= to);
