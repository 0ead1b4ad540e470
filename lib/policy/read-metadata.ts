// Reads what the documents of every kind have in common: the outer map, `metadata` with a name and labels, and `spec`.
import { faultAt, type Source } from './yaml-source.ts';
import { member, needed, readMap, readText, type Members } from './yaml-values.ts';

/** Name and spec of a document; labels are for people and tools, no kind reads them. */
export type Head = { readonly name: string; readonly spec: Members; readonly labels: ReadonlyMap<string, string> };

/** Names of all kinds: as Kubernetes has them, so that they can be file names and path segments. */
const NAME = /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/u;

/** Reads the parts around a spec that knows `specKeys`. `what` is the document in sentences, such as "a binding". Null with faults where name or spec can't be read. */
export function readHead(source: Source, contents: unknown, what: string, specKeys: readonly string[]): Head | null {
  const whole = readMap(source, contents, what, ['apiVersion', 'kind', 'metadata', 'spec']);
  if (!whole) return null;
  const metadataNode = needed(source, whole, 'metadata');
  const metadata = metadataNode === undefined ? null : readMap(source, metadataNode, 'metadata', ['name', 'labels']);
  const specNode = needed(source, whole, 'spec');
  const spec = specNode === undefined ? null : readMap(source, specNode, 'spec', specKeys);
  const name = metadata && readName(source, metadata, what);
  return metadata && spec && name !== null ? { name, spec, labels: readLabels(source, metadata) } : null;
}

function readName(source: Source, metadata: Members, what: string): string | null {
  const node = needed(source, metadata, 'name');
  const name = readText(source, node, `name of ${what}`);
  if (name === null || NAME.test(name)) return name;
  faultAt(source, node, `${what} can't be named ${name.slice(0, 80)}; expected lower-case letters, digits, - and .`);
  return null;
}

function readLabels(source: Source, metadata: Members): ReadonlyMap<string, string> {
  const node = member(source, metadata, 'labels');
  const labels = node === undefined ? null : readMap(source, node, 'labels', null);
  return new Map(
    [...(labels?.at ?? [])].map(([key, pair]) => [key, readText(source, pair.value, `label ${key}`) ?? '']),
  );
}
