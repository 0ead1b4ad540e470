// The document of a dossier: whose record it is, where each part of it lies among the files, and what is beside the log. Times are RFC 3339, UTC.
import type { ShownException } from '../policy/policy.ts';
import type { PolicyText } from '../policy/policy-texts.ts';

/** A file of a dossier by its path. */
export type DossierFile = { readonly path: string; readonly bytes: Uint8Array };

/** An entry of a version's log and the file that is its content; the hash of this file is the hash of the entry. */
type LoggedEntry = {
  readonly file: string;
  readonly sha256: string;
  readonly kind: 'decided' | 'answered' | 'bypassed';
  readonly revision: number;
  readonly at: string;
};

/** Raw evidence that decisions name. `file` is null where it was not kept. */
export type DossierInput = { readonly sha256: string; readonly what: readonly string[]; readonly file: string | null };

/** Somebody whom a requirement kept out, and why. */
export type DossierExclusion = {
  readonly decisionId: string;
  readonly requirement: string;
  readonly person: string;
  readonly because: string;
};

/** The version as the registry showed it when the dossier was made; the file is SageMaker's answer, model card included. */
export type DossierRegistry = {
  readonly file: string;
  readonly approvalStatus: string | null;
  readonly approvalDescription: string | null;
  readonly cardStatus: string | null;
};

/** The newest entry of this chain that the archive names, and by which object. */
export type DossierAnchor = {
  readonly key: string;
  readonly sha256: string;
  readonly entryHash: string;
  readonly revision: number;
};

export type DossierVersion = {
  /** `fraud-card v8`. */
  readonly name: string;
  readonly modelPackageArn: string;
  /** The newest state in the ledger; the chain is walked back from `entryHash`. */
  readonly head: { readonly identity: string; readonly revision: number; readonly entryHash: string };
  /** Oldest first; the whole chain, also what lies outside of the period. */
  readonly log: readonly LoggedEntry[];
  readonly inputs: readonly DossierInput[];
  readonly exclusions: readonly DossierExclusion[];
  readonly registry: DossierRegistry | null;
  readonly anchor: DossierAnchor | null;
};

/** The policy files that decisions were made under. `file` is null where a list or a text was not kept. */
export type DossierPolicies = {
  readonly digest: string;
  readonly file: string | null;
  readonly texts: readonly (PolicyText & { readonly file: string | null })[];
};

/** An exception of the policy files deployed last that is for a version or group of this dossier. */
export type DossierException = ShownException & {
  readonly policy: string;
  readonly validation: string;
  readonly scope: string;
  readonly isOver: boolean;
};

/** What became of a version that was carried on: a project that was updated, or a copy in another group. */
export type DossierCarried = {
  readonly kind: 'project' | 'registration';
  readonly target: string;
  readonly account: string;
  readonly region: string;
  readonly version: string;
  readonly decisionId: string;
  readonly approvalStatus: string;
  /** Finished, Failed, Refused or Dropped; UnderWay and Wanted where it has no end yet. */
  readonly result: string;
  readonly at: string;
  readonly because: string;
  /** Parameters before and after, by name; empty where none was changed. */
  readonly before: Readonly<Record<string, string>>;
  readonly after: Readonly<Record<string, string>>;
  /** ARNs of the copies that were made. */
  readonly copies: readonly string[];
};

export type DossierMode = {
  /** null: the whole stack. */
  readonly group: string | null;
  readonly mode: string;
  readonly previousMode: string | null;
  readonly by: string;
  readonly at: string;
  readonly reason: string;
};

export type DossierPerson = { readonly id: string; readonly name: string; readonly groups: readonly string[] };

export type Dossier = {
  readonly schemaVersion: '1';
  readonly stack: string;
  readonly account: string;
  readonly region: string;
  /** What was asked for: `fraud-card v8`, or `groups fraud-*`; the period, where there is one. */
  readonly subject: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly madeAt: string;
  /** The identity that read all this. */
  readonly madeBy: string;
  readonly versions: readonly DossierVersion[];
  readonly policies: readonly DossierPolicies[];
  /** Who answered, ordered or was kept out. */
  readonly people: readonly DossierPerson[];
  readonly exceptions: readonly DossierException[];
  readonly carried: readonly DossierCarried[];
  readonly modes: readonly DossierMode[];
  readonly revoked: readonly {
    readonly person: string;
    readonly by: string;
    readonly at: string;
    readonly comment: string;
  }[];
  /** How far the archive reached; null where it could not be read. */
  readonly archive: { readonly until: string | null; readonly documents: number } | null;
  /** What is not in it, and why, as sentences. */
  readonly gaps: readonly string[];
};

/** Paths of the files that every dossier has. */
export const README = 'README.txt';
export const PAGE = 'dossier.html';
export const DOCUMENT = 'dossier.json';
export const SUMS = 'SHA256SUMS';

/** `log/fraud-card-v8-3f9c21aa/0001-HASH.json`: the place of an entry on the chain, counted from the oldest, and its hash. */
export const entryPath = (folder: string, place: number, hash: string): string =>
  `${folder}/${String(place).padStart(4, '0')}-${hash}.json`;

/** `inputs/HASH.json`, or `.bin` where it is no JSON. */
export const inputPath = (hash: string, body: Uint8Array): string =>
  `inputs/${hash}.${body[0] === 0x7b || body[0] === 0x5b ? 'json' : 'bin'}`;

/** Where a policy file lies in a dossier, by the hash of its bytes. */
export const policyTextPath = (hash: string): string => `policies/files/${hash}.yaml`;
/** Where the list of the files of a policy set lies in a dossier. */
export const policySetPath = (digest: string): string => `policies/sets/${digest}.json`;
