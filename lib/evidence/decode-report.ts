// Bytes of a report -> text: inflated within the cap, strict UTF-8, no byte order mark.
import { gunzipSync } from 'node:zlib';

/** The text, or the problem as the end of a sentence that begins with the report's name. */
export function decodeReport(
  body: Uint8Array,
  contentEncoding: string | null,
  maxBytes: number,
): { text: string } | { problem: string } {
  const inflated = inflate(body, contentEncoding, maxBytes);
  if ('problem' in inflated) return inflated;
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(inflated.bytes);
    return text.startsWith('\ufeff') ? { problem: 'begins with a byte order mark; expected plain JSON' } : { text };
  } catch {
    return { problem: 'is not UTF-8 text; expected JSON' };
  }
}

function inflate(
  body: Uint8Array,
  contentEncoding: string | null,
  maxOutputLength: number,
): { bytes: Uint8Array } | { problem: string } {
  if (
    contentEncoding === null ||
    contentEncoding === '' ||
    contentEncoding === 'identity' ||
    contentEncoding === 'aws-chunked'
  )
    return { bytes: body };
  if (contentEncoding !== 'gzip')
    return { problem: `has Content-Encoding \`${contentEncoding.slice(0, 40)}\`; expected none or gzip` };
  try {
    return { bytes: gunzipSync(body, { maxOutputLength }) };
  } catch (error) {
    const isTooLong = (error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE';
    return {
      problem: isTooLong ? `inflates to more than ${maxOutputLength} bytes; at most that is read` : 'is not valid gzip',
    };
  }
}
