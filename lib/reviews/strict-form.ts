// A posted form, read strictly: one media type, a small size, every field once and expected.

/** Bytes; a comment is the longest thing a form carries. */
const MOST_BYTES = 16 * 1024;

/** The fields by name, or null where the body is anything but such a form with exactly known fields, each at most once. */
export async function readStrictForm(
  request: Request,
  known: readonly string[],
): Promise<ReadonlyMap<string, string> | null> {
  const type = request.headers.get('content-type') ?? '';
  if (!/^application\/x-www-form-urlencoded(?:;\s*charset=utf-8)?$/iu.test(type)) return null;
  const body = Buffer.from(await request.arrayBuffer());
  if (body.length > MOST_BYTES) return null;
  const fields = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(body.toString('utf8'))) {
    if (!known.includes(name) || fields.has(name)) return null;
    fields.set(name, value);
  }
  return fields;
}
