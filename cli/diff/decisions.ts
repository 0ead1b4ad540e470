// What differs between two decisions, or between a decision and what other policies make of its evidence: inputs, policies, checks, verdict.
import type { Decision } from '../../lib/decisions/decision.ts';
import type { PackageDescription } from '../../lib/evidence/evidence.ts';
import type { PolicyResult, Verdict } from '../../lib/policy/policy.ts';

/** One side. `seen` is the description of then; null where it was not recorded. */
export type Side = {
  readonly label: string;
  readonly verdict: Verdict;
  readonly reasons: readonly string[];
  readonly policies: readonly PolicyResult[];
  readonly inputs: Pick<Decision['inputs'], 'packageDigest' | 'inputDigest' | 'reports' | 'champion'>;
  readonly seen: PackageDescription | null;
};

/** A thing that differs; null where one side does not have it. */
export type Difference = { readonly what: string; readonly before: string | null; readonly after: string | null };

export type Differences = {
  readonly before: Pick<Side, 'label' | 'verdict'> & { readonly because: string };
  readonly after: Pick<Side, 'label' | 'verdict'> & { readonly because: string };
  readonly inputs: readonly Difference[];
  readonly policies: readonly Difference[];
  readonly checks: readonly Difference[];
  /** What could not be compared, since it was not recorded. */
  readonly notRecorded: readonly string[];
};

/** All differences, in the order in which one follows from the other. */
export function differencesOf(before: Side, after: Side): Differences {
  const headOf = ({ label, verdict, reasons }: Side) => ({ label, verdict, because: reasons[0] ?? '' });
  const unknown = [before, after].filter(({ seen }) => seen === null);
  return {
    before: headOf(before),
    after: headOf(after),
    inputs: [
      ...differing('package digest', [['', before.inputs.packageDigest]], [['', after.inputs.packageDigest]]),
      ...(before.seen && after.seen ? describedDifferences(before.seen, after.seen) : []),
      ...differing('report', reportsOf(before), reportsOf(after)),
      ...differing('champion', championOf(before), championOf(after)),
    ],
    policies: differing('policy', policiesOf(before), policiesOf(after)),
    checks: differing('check', checksOf(before), checksOf(after)),
    notRecorded: unknown.map(({ label }) => `the description of ${label}`),
  };
}

type Named = readonly (readonly [name: string, value: string])[];

/** Pairs by name; what is equal is left out. */
function differing(kind: string, before: Named, after: Named): readonly Difference[] {
  const [old, next] = [new Map(before), new Map(after)];
  return [...new Set([...old.keys(), ...next.keys()])].flatMap((name) => {
    const [was, is] = [old.get(name) ?? null, next.get(name) ?? null];
    return was === is ? [] : [{ what: name === '' ? kind : `${kind} ${name}`, before: was, after: is }];
  });
}

function describedDifferences(before: PackageDescription, after: PackageDescription): readonly Difference[] {
  // What the gate itself wrote is no evidence.
  const own = (values: ReadonlyMap<string, string>): Named =>
    [...values].filter(([key]) => !key.startsWith('modelgate:'));
  const images = ({ containers }: PackageDescription): Named =>
    containers.map(({ image, digest }, index) => [String(index + 1), digest === '' ? image : `${image} ${digest}`]);
  const places = ({ metricsSources }: PackageDescription): Named =>
    [...metricsSources].map(([from, { s3Uri }]) => [from, s3Uri]);
  return [
    ...differing('metadata', own(before.metadata), own(after.metadata)),
    ...differing('provenance', [...before.provenance], [...after.provenance]),
    ...differing('container', images(before), images(after)),
    ...differing('place of', places(before), places(after)),
    ...differing('model card', cardOf(before), cardOf(after)),
  ];
}

const cardOf = ({ card }: PackageDescription): Named =>
  card ? [['', `${card.status}, ${card.content.length} characters`]] : [];

const reportsOf = ({ inputs }: Side): Named =>
  inputs.reports.map(({ name, sha256, versionId }) => [
    name,
    sha256 === null ? 'not read' : `sha256 ${sha256.slice(0, 12)}${versionId === null ? '' : `, version ${versionId}`}`,
  ]);

const championOf = ({ inputs }: Side): Named => (inputs.champion === null ? [] : [['', inputs.champion]]);

/** A policy by its content: the same content says the same. */
const policiesOf = ({ policies }: Side): Named =>
  policies.map(({ policy, binding, sha256, verdict, matched, params = [] }) => [
    binding ? `${policy} (${binding.name})` : policy,
    [
      `sha256 ${sha256.slice(0, 12)}`,
      ...params.map(({ name, value }) => `${name} ${value}`),
      matched ? verdict : 'not matched',
    ].join(', '),
  ]);

const checksOf = ({ policies }: Side): Named =>
  policies.flatMap(({ policy, binding, validations }) =>
    validations.map((one): readonly [string, string] => [
      `${binding ? `${policy} (${binding.name})` : policy}/${one.name}`,
      `${one.result}: ${one.message}`,
    ]),
  );
