// The bytes of a report as a JSON document: digest, compression, encoding and syntax checked, in this order.
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { sha256 } from '../identity.ts';
import { readJson, type JsonValue } from './strict-json.ts';

/** Reports are at most this large, in bytes, compressed or not. */
export const MOST_REPORT_BYTES = 1024 * 1024;

export type ReportBody =
  | { readonly ok: true; readonly document: JsonValue }
  | { readonly ok: false; readonly cause: string };

const inflate = promisify(gunzip);
const corrupt = (cause: string): ReportBody => ({ ok: false, cause });

/** Reads a body that S3 gave. `contentDigest` is SageMaker's `sha256:...` of the bytes as stored, null where it gave none. */
export async function readReportBody(
  body: Uint8Array,
  given: { contentDigest: string | null; contentEncoding: string | null },
): Promise<ReportBody> {
  const digestFault = given.contentDigest === null ? null : faultOfDigest(body, given.contentDigest);
  if (digestFault !== null) return corrupt(digestFault);
  const plain = await inflated(body, given.contentEncoding);
  return typeof plain === 'string' ? corrupt(plain) : parseReportText(plain);
}

/** Reads UTF-8 JSON, also where it is a model card's content. */
export function parseReportText(bytes: Uint8Array): ReportBody {
  if (bytes.byteLength === 0) return corrupt('is empty');
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf)
    return corrupt('begins with a byte order mark; expected plain UTF-8');
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return corrupt('is not UTF-8');
  }
  const read = readJson(text);
  return read.ok ? { ok: true, document: read.value } : corrupt(read.cause);
}

function faultOfDigest(body: Uint8Array, contentDigest: string): string | null {
  const [, expected] = /^(?:sha256:)?([0-9a-f]{64})$/iu.exec(contentDigest) ?? [];
  if (expected === undefined) return 'its ContentDigest is no sha256; expected 64 hex digits';
  const found = sha256(body);
  return found === expected.toLowerCase()
    ? null
    : `its digest sha256:${found} is not the ContentDigest that was registered`;
}

/** The plain bytes, or why there are none. Bounded, so that a small file cannot become a large one. */
async function inflated(body: Uint8Array, contentEncoding: string | null): Promise<Uint8Array | string> {
  // aws-chunked is left over from some uploads and says nothing about the content.
  const codings = (contentEncoding ?? '')
    .toLowerCase()
    .split(',')
    .map((one) => one.trim());
  const real = codings.filter((one) => !['', 'identity', 'aws-chunked'].includes(one));
  if (real.length === 0)
    return body[0] === 0x1f && body[1] === 0x8b ? 'is gzip, but its Content-Encoding does not say so' : body;
  if (real.length > 1 || real[0] !== 'gzip')
    return 'has a Content-Encoding that is not read here; expected none or gzip';
  try {
    return await inflate(body, { maxOutputLength: MOST_REPORT_BYTES });
  } catch (error) {
    const isTooLarge = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    return isTooLarge ? 'inflates to more than 1 MiB' : 'is not gzip, though its Content-Encoding says so';
  }
}
