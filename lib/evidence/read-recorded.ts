// What was recorded with a decision, read back: its inputs as they were kept, or for decisions of before that, what their documents still tell.
import type { Decision } from '../decisions/decision.ts';
import type { PackageSummary } from './evidence.ts';
import { DESCRIPTION, INPUTS, type RecordedInputs, type RecordedVersion } from './recorded-inputs.ts';
import type { ReadDescription } from './replay.ts';

/** Raw bytes by their hash, as the ledger gives them. */
export type Recordings = ReadonlyMap<string, Uint8Array>;

/** The inputs of a decision; null where nothing tells what was seen. */
export function recordedInputsOf(
  decision: Decision,
  recordings: Recordings,
  readDescription: ReadDescription,
): RecordedInputs | null {
  const { recorded } = decision.inputs;
  const hash = recorded.find(({ what }) => what === INPUTS)?.sha256;
  const body = hash === undefined ? undefined : recordings.get(hash);
  if (body) return JSON.parse(Buffer.from(body).toString()) as RecordedInputs;
  // An index that is named and not there was too large to keep: with it, what was looked for is unknown.
  return hash === undefined ? olderInputsOf(decision, recordings, readDescription) : null;
}

/** The text of a recording; null where it was not kept. */
export function recordedText(hash: string | null, recordings: Recordings): string | null {
  const body = hash === null ? undefined : recordings.get(hash);
  return body ? Buffer.from(body).toString() : null;
}

/** A summary with its maps again, as JSON has none. */
export const revivedSummary = (summary: PackageSummary): PackageSummary => ({
  ...summary,
  containers: summary.containers.map((one) => ({ ...one, environment: new Map(Object.entries(one.environment)) })),
});

/** Before inputs were kept: description and reports are there by name; tags and champion are not, and whether a card was asked for shows in the answer. */
function olderInputsOf(
  { inputs, createdAt }: Decision,
  recordings: Recordings,
  readDescription: ReadDescription,
): RecordedInputs | null {
  const description = inputs.recorded.find(({ what }) => what === DESCRIPTION)?.sha256 ?? null;
  const raw = recordedText(description, recordings);
  if (raw === null) return null;
  const seen = readDescription(raw, { card: true });
  const documents = [...seen.metricsSources].flatMap(([from, { s3Uri }]): RecordedVersion['documents'] => {
    const hash = inputs.recorded.find(({ what }) => what === s3Uri)?.sha256;
    const versionId = inputs.reports.find((one) => one.s3Uri === s3Uri)?.versionId ?? null;
    // How a compressed one was declared was not kept, so its content is not known for sure.
    if (hash === undefined || isGzip(recordings.get(hash))) return [];
    return [{ from, s3Uri, versionId, sha256: hash, contentEncoding: null, unread: null }];
  });
  return {
    now: Date.parse(createdAt),
    package: { summary: null, description, hasCard: seen.card !== null, documents },
    groupTags: null,
    champion: { state: 'notKept' },
  };
}

const isGzip = (body: Uint8Array | undefined): boolean => body?.[0] === 0x1f && body[1] === 0x8b;
