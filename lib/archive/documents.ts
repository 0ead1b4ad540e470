// What the archive holds for each stretch of time: the log of it as one file, and a document of heads that names this file and the document before.
import { canonicalJson } from '../identity.ts';
import type { LogEntry } from '../ledger/log.ts';
import { parseMembers } from '../members.ts';
import type { ArchivedObject } from '../archive-ports.ts';

/** Where documents of heads lie; their order is that of their names. */
export const HEADS_PREFIX = 'heads/';

/** `heads/00000012.json`: the twelfth document. */
export const headsKey = (sequence: number): string => `${HEADS_PREFIX}${numbered(sequence)}.json`;

/** `log/00000012-2026-11-25-7f3a90....ndjson.gz`: named by its content too, so that a try that was broken off is in nobody's way. */
export const logKey = (sequence: number, until: number, sha256: string): string =>
  `log/${numbered(sequence)}-${new Date(until - 1).toISOString().slice(0, 10)}-${sha256.slice(0, 16)}.ndjson.gz`;

/** The newest entry of one chain when the document was made. */
export type AnchoredHead = { readonly identity: string; readonly revision: number; readonly entryHash: string };

/**
 * The chains that moved in one stretch of time. `previous` is the document before, by the hash of its bytes, so that the documents are a
 * chain of their own. Times are RFC 3339, UTC; `until` is exclusive.
 */
export type HeadsDocument = {
  readonly schemaVersion: '1';
  readonly stack: string;
  readonly sequence: number;
  readonly previous: ArchivedObject | null;
  readonly from: string;
  readonly until: string;
  readonly madeAt: string;
  readonly log: ArchivedObject & { readonly entries: number; readonly recordings: number };
  readonly heads: readonly AnchoredHead[];
};

/** The bytes of a document: canonical JSON, so that equal documents are equal bytes. */
export const headsBytes = (document: HeadsDocument): Buffer => Buffer.from(canonicalJson(document));

/** A document of the archive from its bytes; null where they are no JSON, or have no list of this name. */
export function documentOf<Document>(bytes: Uint8Array, list: keyof Document & string): Document | null {
  const document = parseMembers(Buffer.from(bytes).toString());
  return Array.isArray(document?.[list]) ? (document as Document) : null;
}

/** `00000012`: numbers in keys, so that their order is that of their names. */
export const numbered = (sequence: number): string => String(sequence).padStart(8, '0');

/** One line of the log file for an entry: its hash, and the content that it is the hash of. */
export const entryLine = ({ hash, content }: LogEntry): string => `${canonicalJson({ hash, content })}\n`;

/** One line for the raw evidence that entries name: its hash and its bytes. */
export const recordingLine = (sha256: string, body: Uint8Array): string =>
  `${canonicalJson({ sha256, body: Buffer.from(body).toString('base64') })}\n`;
