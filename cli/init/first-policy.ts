// The text of a first policy and of its test: in Audit, with limits proposed as comments where versions were seen.
import type { SeenNumber, SeenReport, SeenVersions } from '../packages/seen-versions.ts';

const MODELINE = '# yaml-language-server: $schema=schema/modelgate.json';
/** Numbers of one report that are proposed; a report of Model Monitor has hundreds. */
const MOST_NUMBERS = 20;

/** A policy that asks for one metadata value, and its test. `seen` is null where no group was looked at. */
export function firstPolicy(
  name: string,
  seen: SeenVersions | null,
): { readonly policy: string; readonly test: string } {
  const path = seen?.metadata[0]?.path ?? 'metadata.accuracy';
  const value = (seen?.newest.get(keyOf(path)) ?? seen?.metadata[0]?.seen.max) || '0.93';
  const check = seen
    ? `    - name: value-there\n      present: { value: '${path}' }`
    : `    - name: accuracy-floor\n      range: { value: ${path}, min: 0.90 }`;
  const lines = [
    MODELINE,
    '# In Audit: evaluated, recorded and shown; nothing is written to SageMaker and nobody is asked.',
    `# When what it says is right: mode: Enforce.`,
    'apiVersion: modelgate/v1',
    'kind: ModelApprovalPolicy',
    `metadata: { name: ${name} }`,
    'spec:',
    '  mode: Audit',
    `  match: { modelPackageGroups: [${JSON.stringify(seen?.group ?? '*')}] }`,
    '  validations:',
    check,
    '      action: Reject',
    ...(seen ? proposals(seen) : []),
    '  onPass: Approve',
    ...(seen ? reportProposals(seen) : []),
  ];
  return { policy: `${lines.join('\n')}\n`, test: testText(name, { seen, path, value }) };
}

const keyOf = (path: string): string =>
  path.startsWith('metadata.') ? path.slice('metadata.'.length) : String(JSON.parse(path.slice(9, -1)));

/** At the edges of what people approved, else of what was seen: which way is better only people know. */
function proposals({ metadata, group, versions, approved }: SeenVersions): readonly string[] {
  const head = `# The last ${versions} versions of ${group}, ${approved} of them Approved. Which way is better, you know: keep min or max.`;
  if (metadata.length === 0) return [`    ${head}`, '    # None has a number in its metadata.'];
  return [
    `    ${head}`,
    ...metadata.flatMap(({ path, ...ranges }) => {
      const { min, max } = ranges.approved ?? ranges.seen;
      return [
        `    # - name: ${slug(keyOf(path))}   # ${rangeText({ path, ...ranges })}`,
        `    #   range: { value: '${path}', min: ${min}, max: ${max} }`,
      ];
    }),
  ];
}

const rangeText = ({ seen, approved }: SeenNumber): string =>
  `${seen.min} to ${seen.max} in ${seen.count}${approved ? `, approved ${approved.min} to ${approved.max}` : ''}`;

const slug = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/gu, '-')
    .replaceAll(/^-|-$/gu, '') || 'value';

function reportProposals({ reports, unread }: SeenVersions): readonly string[] {
  const found = reports.filter(({ numbers }) => numbers.length > 0);
  return [
    ...(found.length > 0
      ? ['  # Numbers of reports; a check reads report_1.FIELD once it is declared so:', '  # evidence:']
      : []),
    ...found.flatMap((report, index) => declarationOf(report, index)),
    ...unread.map((one) => `  # Not read: ${one}; buckets are allowed in kind: RegistryAccount (reportBuckets).`),
  ];
}

const declarationOf = ({ from, numbers }: SeenReport, index: number): readonly string[] => [
  `  #   - name: report_${index + 1}`,
  `  #     from: ${from}`,
  '  #     fields:',
  ...numbers
    .filter((one, at) => numbers.findIndex(({ path }) => fieldOf(path) === fieldOf(one.path)) === at)
    .slice(0, MOST_NUMBERS)
    .map((one) => `  #       ${fieldOf(one.path)}: { pointer: ${JSON.stringify(one.path)} }   # ${rangeText(one)}`),
];

/** The last word of a pointer that says something: `/binary/auc/value` is auc. */
function fieldOf(pointer: string): string {
  const words = pointer.split('/').filter((word) => word !== '' && word !== 'value');
  const word = (words.at(-1) ?? 'value').replaceAll(/\W/gu, '_');
  return /^[A-Za-z_]/u.test(word) ? word : `_${word}`;
}

type Tested = { readonly seen: SeenVersions | null; readonly path: string; readonly value: string };

function testText(name: string, { seen, path, value }: Tested): string {
  const group = JSON.stringify(seen?.group ?? 'any-group');
  const key = JSON.stringify(keyOf(path));
  const bad = seen
    ? `remove: [${JSON.stringify(`/metadata/${pointed(keyOf(path))}`)}]`
    : 'patch: { metadata: { accuracy: "0.87" } }';
  return `${MODELINE}
apiVersion: modelgate/v1
kind: PolicyTest
metadata: { name: ${name} }
spec:
  policies: [${name}]
  now: 2026-01-15T12:00:00Z
  base:
    modelPackage: { group: ${group}, version: 1 }
    metadata: { ${key}: ${JSON.stringify(value)} }
  cases:
    - name: good enough
      expect: { verdict: Approve }
    - name: not good enough
      ${bad}
      expect: { verdict: Reject }
`;
}

const pointed = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');
