// Reads what the documents of every kind have in common: the outer map, `metadata` with a name and labels, and `spec`.
import { faultIn, mapIn, neededMap, neededText, readMap, type Members } from './yaml-members.ts';
import type { Source } from './yaml-source.ts';
import { readText } from './yaml-values.ts';

/** Name and spec of a document; labels are for people and tools, no kind reads them. */
export type Head = { readonly name: string; readonly spec: Members; readonly labels: ReadonlyMap<string, string> };

/** Names of all kinds: as Kubernetes has them, so that they can be file names and path segments. */
const NAME = /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/u;

/** Reads the parts around a spec that knows `specKeys`. `what` is the document in sentences, such as "a binding". Null with faults where name or spec can't be read. */
export function readHead(source: Source, contents: unknown, what: string, specKeys: readonly string[]): Head | null {
  const whole = readMap(source, contents, what, ['apiVersion', 'kind', 'metadata', 'spec']);
  if (!whole) return null;
  const metadata = neededMap(whole, 'metadata', ['name', 'labels']);
  const spec = neededMap(whole, 'spec', specKeys);
  const name = metadata && readName(metadata, what);
  return metadata && spec && name !== null ? { name, spec, labels: readLabels(metadata) } : null;
}

function readName(metadata: Members, what: string): string | null {
  const name = neededText(metadata, 'name', `name of ${what}`);
  if (name === null || NAME.test(name)) return name;
  const message = `${what} can't be named ${name.slice(0, 80)}; expected lower-case letters, digits, - and .`;
  faultIn(metadata, 'name', message);
  return null;
}

const readLabels = (metadata: Members): ReadonlyMap<string, string> =>
  new Map(
    [...(mapIn(metadata, 'labels', null)?.at ?? [])].map(([key, { value }]) => [
      key,
      readText(metadata.source, value, `label ${key}`) ?? '',
    ]),
  );
