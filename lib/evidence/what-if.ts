// Evidence with some values changed, for what-if: the evidence is wrapped, the engine never knows.
import { InvalidError } from '../errors.ts';
import { parsePath } from '../policy/value-path.ts';
import { isDescribed, type Evidence, type Fact, type PackageEvidence, type Report } from './evidence.ts';

/** One `path=value` as it was written; `null` takes the value away. */
export type Assumption = { readonly path: string; readonly value: string };

/** Reads `quality.auc=0.91`. Throws InvalidError BadAssumption. */
export function parseAssumption(text: string): Assumption {
  const at = text.indexOf('=');
  const path = text.slice(0, at).trim();
  if (at < 1 || !(parsePath(path) || path === 'champion'))
    throw bad(`\`${text}\` is no assumption; expected PATH=VALUE such as quality.auc=0.91 or metadata.accuracy=0.9`);
  return { path, value: text.slice(at + 1).trim() };
}

/** The evidence under these assumptions, applied in their order. Throws InvalidError BadAssumption where a path can't be set. */
export const assume = (evidence: Evidence, assumptions: readonly Assumption[]): Evidence =>
  assumptions.reduce(assumeOne, evidence);

function assumeOne(evidence: Evidence, { path, value }: Assumption): Evidence {
  const [root = '', ...rest] = path === 'champion' ? ['champion'] : (parsePath(path)?.segments ?? []);
  if (root === 'champion') return { ...evidence, champion: withChampion(evidence.champion, rest, { path, value }) };
  if (root === 'group') {
    const tags = new Map(evidence.group.tags);
    if (rest[0] !== 'tags' || rest[1] === undefined) throw bad(`\`${path}\` can't be set; expected group.tags.KEY`);
    if (value === 'null') tags.delete(rest[1]);
    else tags.set(rest[1], value);
    return { ...evidence, group: { ...evidence.group, tags } };
  }
  return { ...evidence, ...withValue(evidence, [root, ...rest], { path, value }) };
}

function withChampion(
  champion: Evidence['champion'],
  rest: readonly string[],
  assumption: Assumption,
): Evidence['champion'] {
  if (rest.length === 0) {
    if (assumption.value === 'null') return { state: 'present', value: null };
    throw bad('`champion` as a whole can only be set to null; expected champion.REPORT.FIELD=VALUE');
  }
  if (champion.state !== 'present' || !champion.value)
    throw bad(`\`${assumption.path}\` can't be set: there is no champion that could be read`);
  return { state: 'present', value: withValue(champion.value, rest, assumption) };
}

function withValue(
  seen: PackageEvidence,
  [root = '', name = '']: readonly string[],
  { path, value }: Assumption,
): PackageEvidence {
  const { package: described } = seen;
  if (root === 'metadata' || root === 'provenance') {
    if (!isDescribed(described))
      throw bad(`\`${path}\` can't be set: no policy here needs metadata, so the version was not described`);
    const values = new Map(described[root]);
    if (value === 'null') values.delete(name);
    else values.set(name, value);
    return { ...seen, package: { ...described, [root]: values } };
  }
  if (root === 'modelPackage') return { ...seen, package: withMember(described, name, { path, value }) };
  const reports = withField(seen.reports, root, name, value);
  const cards = withField(seen.cards, root, name, value);
  if (reports || cards) return { ...seen, reports: reports ?? seen.reports, cards: cards ?? seen.cards };
  const known = [...seen.reports, ...seen.cards].flatMap(([report, { fields }]) =>
    [...fields.keys()].map((field) => `${report}.${field}`),
  );
  throw bad(`\`${path}\` can't be set: no such value is declared; known are ${['metadata.KEY', ...known].join(', ')}`);
}

const TEXT_MEMBERS = ['createdBy', 'lastModifiedBy', 'sourceUri'] as const;

function withMember(
  seen: PackageEvidence['package'],
  name: string,
  { path, value }: Assumption,
): PackageEvidence['package'] {
  const member = TEXT_MEMBERS.find((one) => one === name);
  if (!member || !isDescribed(seen))
    throw bad(`\`${path}\` can't be set; expected modelPackage.${TEXT_MEMBERS.join(', modelPackage.')}`);
  return { ...seen, [member]: value === 'null' ? null : value };
}

/** Reports of one name may be kept apart by policy: `fraud/quality`. All of that name are set; null where there is none. */
function withField(
  reports: ReadonlyMap<string, Report>,
  report: string,
  field: string,
  value: string,
): ReadonlyMap<string, Report> | null {
  const of = [...reports].filter(([key, { fields }]) => key.split('/').at(-1) === report && fields.has(field));
  if (of.length === 0) return null;
  const changed = of.map(([key, one]): [string, Report] => [
    key,
    { ...one, fields: new Map([...one.fields, [field, factOf(value)]]) },
  ]);
  return new Map([...reports, ...changed]);
}

/** Numbers, true and false as such, everything else as text; a number in quotes stays a text. */
function factOf(value: string): Fact<number | string | boolean> {
  if (value === 'null') return { state: 'absent', cause: 'taken away by --set' };
  if (value === 'true' || value === 'false') return { state: 'present', value: value === 'true' };
  const quoted = /^"(.*)"$/su.exec(value)?.[1];
  if (quoted !== undefined) return { state: 'present', value: quoted };
  const number = Number(value);
  return { state: 'present', value: value !== '' && Number.isFinite(number) ? number : value };
}

const bad = (message: string): InvalidError => new InvalidError('BadAssumption', message);
