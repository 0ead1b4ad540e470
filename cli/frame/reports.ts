// Answers for machines that run builds: JUnit XML for test reports, GitHub's workflow commands for notes at the line.

/** One test of a JUnit report; `failure` is what went wrong, null where it passed. */
export type TestCase = {
  readonly suite: string;
  readonly name: string;
  readonly seconds: number;
  readonly failure: { readonly message: string; readonly text: string } | null;
};

/** A note at a line of a file. */
export type Finding = {
  readonly level: 'error' | 'warning' | 'notice';
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly title: string;
  readonly message: string;
};

/** JUnit XML, one suite per file, as CI systems read it. */
export function junitLines(cases: readonly TestCase[]): readonly string[] {
  const suites = [...Map.groupBy(cases, ({ suite }) => suite)];
  const failures = (of: readonly TestCase[]): number => of.filter(({ failure }) => failure !== null).length;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="modelgate" tests="${cases.length}" failures="${failures(cases)}">`,
    ...suites.flatMap(([name, of]) => [
      `  <testsuite name="${xml(name)}" tests="${of.length}" failures="${failures(of)}">`,
      ...of.flatMap(caseLines),
      '  </testsuite>',
    ]),
    '</testsuites>',
  ];
}

function caseLines({ suite, name, seconds, failure }: TestCase): readonly string[] {
  const open = `    <testcase classname="${xml(suite)}" name="${xml(name)}" time="${seconds.toFixed(3)}"`;
  if (!failure) return [`${open}/>`];
  return [
    `${open}>`,
    `      <failure message="${xml(failure.message)}">${xml(failure.text)}</failure>`,
    '    </testcase>',
  ];
}

/** GitHub's workflow commands: `::error file=...,line=...,col=...,title=...::message`. */
export const githubLines = (findings: readonly Finding[]): readonly string[] =>
  findings.map(({ level, file, line, column, title, message }) => {
    const properties = `file=${property(file)},line=${line},col=${column},title=${property(title)}`;
    return `::${level} ${properties}::${escaped(message)}`;
  });

/** Characters that XML 1.0 can't carry at all are replaced, the five with a meaning escaped. */
const xml = (text: string): string =>
  text
    // oxlint-disable-next-line no-control-regex
    .replaceAll(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/gu, '\u{FFFD}')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '&#10;');

const escaped = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const property = (text: string): string => escaped(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
