// What a dossier is made of while it is read: its document in parts, the entries behind it, and its files.
import type { DossierFile, DossierVersion } from '../../lib/dossier/dossier.ts';
import type { LogContent } from '../../lib/ledger/log.ts';

/** A version with its whole log, oldest first. */
export type ToldVersion = { readonly version: DossierVersion; readonly contents: readonly LogContent[] };

/** Files by their path: what several versions name is there once. */
export type FileSet = Map<string, DossierFile['bytes']>;

/** From when to when, in milliseconds, both inclusive. */
export type Period = { readonly since: number; readonly until: number };
