// What the last versions of a group carry: numbers in metadata and in reports, each with the range that was seen and approved.
import { readJson, type JsonValue } from '../../lib/evidence/strict-json.ts';
import { strictNumber } from '../../lib/policy/numbers.ts';
import { parsePath } from '../../lib/policy/value-path.ts';
import type { ReadVersion } from './captured.ts';

/** A number as texts show it: as it was written. */
type Seen = { readonly text: string; readonly value: number; readonly isApproved: boolean };
type Range = { readonly min: string; readonly max: string; readonly count: number };

/** One number that versions carry. `approved` is null where none of them is Approved. */
export type SeenNumber = { readonly path: string; readonly seen: Range; readonly approved: Range | null };
export type SeenReport = { readonly from: string; readonly numbers: readonly SeenNumber[] };
export type SeenVersions = {
  readonly group: string;
  readonly versions: number;
  readonly approved: number;
  /** By path as policies name them: `metadata.accuracy`. */
  readonly metadata: readonly SeenNumber[];
  /** By JSON pointer below the path of each report. */
  readonly reports: readonly SeenReport[];
  readonly unread: readonly string[];
  /** Metadata of the newest version. */
  readonly newest: ReadonlyMap<string, string>;
};

/** Sums up versions, newest first. The numbers that most versions carry come first. */
export function summed(group: string, versions: readonly ReadVersion[]): SeenVersions {
  const sources = [...new Set(versions.flatMap(({ reports }) => [...reports.keys()]))];
  return {
    group,
    versions: versions.length,
    approved: versions.filter(isApproved).length,
    metadata: rangesOf(versions, ({ package: { metadata } }) =>
      [...metadata].flatMap(([key, text]) => metadataNumber(key, text)),
    ),
    reports: sources.map((from) => ({
      from,
      numbers: rangesOf(versions, ({ reports }) => reportNumbers(reports.get(from))),
    })),
    unread: [...new Set(versions.flatMap(({ unread }) => unread))],
    newest: versions[0]?.package.metadata ?? new Map(),
  };
}

const isApproved = ({ package: { approvalStatus } }: ReadVersion): boolean => approvalStatus === 'Approved';

type Numbered = readonly [path: string, text: string, value: number];

/** A metadata value that is a strict number, under its path; modelgate's own keys are left out. */
export function metadataNumber(key: string, text: string): readonly Numbered[] {
  const value = strictNumber(text);
  const path = /^[A-Za-z_]\w*$/u.test(key) ? `metadata.${key}` : `metadata[${JSON.stringify(key)}]`;
  return value === null || key.startsWith('modelgate:') || !parsePath(path) ? [] : [[path, text, value]];
}

const reportNumbers = (body: Uint8Array | undefined): readonly Numbered[] => (body ? readJsonNumbers(body) : []);

/** Every number of a JSON report by its pointer; none where it can't be read. */
export function readJsonNumbers(body: Uint8Array): readonly Numbered[] {
  const read = readJson(Buffer.from(body).toString());
  return read.ok ? leaves(read.value, '') : [];
}

function leaves(value: JsonValue, pointer: string): readonly Numbered[] {
  if (typeof value === 'number') return Number.isFinite(value) ? [[pointer, String(value), value]] : [];
  if (typeof value !== 'object' || value === null || !('members' in value)) return [];
  return [...value.members].flatMap(([key, inner]) =>
    leaves(inner, `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`),
  );
}

function rangesOf(
  versions: readonly ReadVersion[],
  numbersOf: (version: ReadVersion) => readonly Numbered[],
): readonly SeenNumber[] {
  const all = versions.flatMap((version) =>
    numbersOf(version).map(([path, text, value]) => ({ path, text, value, isApproved: isApproved(version) })),
  );
  return [...Map.groupBy(all, ({ path }) => path)]
    .map(([path, seen]) => ({ path, seen: rangeOf(seen), approved: rangeOfApproved(seen) }))
    .toSorted((a, b) => b.seen.count - a.seen.count);
}

function rangeOf(seen: readonly Seen[]): Range {
  const sorted = seen.toSorted((a, b) => a.value - b.value);
  return { min: sorted[0]?.text ?? '', max: sorted.at(-1)?.text ?? '', count: seen.length };
}

function rangeOfApproved(seen: readonly Seen[]): Range | null {
  const approved = seen.filter((one) => one.isApproved);
  return approved.length > 0 ? rangeOf(approved) : null;
}
