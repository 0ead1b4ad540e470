// The reports of written evidence: whole documents under the path that names them in SageMaker, or values under the name a policy declares.
import type { EvidenceDeclaration } from '../policy/policy.ts';
import { didYouMean } from '../policy/suggest.ts';
import type { Fact, PackageDescription, Report } from './evidence.ts';
import { faultIn, memberOf, membersOf, textOf, type Plain, type PlainMap } from './plain-values.ts';
import { readField } from './pointer.ts';
import { parseReportText } from './report-body.ts';
import { documentOf, isOfCard, namedReports, reportOf, unnamedReport, type ReadReport } from './reports.ts';
import type { JsonValue } from './strict-json.ts';

type WrittenReports = {
  readonly reports: ReadonlyMap<string, Report>;
  readonly cards: ReadonlyMap<string, Report>;
  readonly card: PackageDescription['card'];
};

/**
 * Reads `reports` and `card`. A report under its path (`ModelMetrics.ModelQuality.Statistics`) is the file itself, as a map or as its
 * text; under a declared name it gives declared fields their values. Where both are there, the declared values win.
 */
export function readWrittenReports(
  reports: Plain,
  card: Plain,
  declarations: readonly EvidenceDeclaration[],
): WrittenReports {
  const written = membersOf(reports, null);
  for (const [key, plain] of written) checkName(key, plain, declarations);
  const cardMembers = membersOf(card, ['status', 'content']);
  const content = memberOf(card, cardMembers, 'content');
  const read = declarations.map((one) => [one, readOne(one, isOfCard(one) ? content : null, written)] as const);
  return {
    ...namedReports(read),
    card:
      content.value === undefined
        ? null
        : { status: textOf(memberOf(card, cardMembers, 'status')) ?? 'Draft', content: contentText(content.value) },
  };
}

const contentText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** A name that no policy under test declares would be read by nobody. */
function checkName(key: string, plain: Plain, declarations: readonly EvidenceDeclaration[]): void {
  const names = declarations.map(({ name }) => name);
  if (names.includes(key) || /^(?:ModelMetrics|DriftCheckBaselines)\.\w+\.\w+$/u.test(key)) return;
  const known = names.length > 0 ? `Declared are ${names.join(', ')}.` : 'No policy here declares a report.';
  faultIn(plain, `no policy here declares a report ${key}`, didYouMean(key, names) ?? known);
}

function readOne(declaration: EvidenceDeclaration, card: Plain | null, written: PlainMap): Report {
  const whole = card ?? written.get(declaration.from);
  const source = card ? 'the model card' : declaration.from;
  const report = reportOf(declaration, readWhole(source, whole?.value));
  const values = written.get(declaration.name);
  return values ? { ...report, fields: overlaid(declaration, report, values) } : report;
}

/** The fields of a report with those that are given by name in the place of what the report says. */
function overlaid(declaration: EvidenceDeclaration, report: Report, values: Plain): Report['fields'] {
  const known = declaration.fields.map(({ name }) => name);
  const members = membersOf(values, known);
  return new Map(
    declaration.fields.map((field): readonly [string, Fact<number | string | boolean>] => {
      const given = members.get(field.name);
      if (!given) {
        const fact = report.fields.get(field.name);
        return [field.name, fact ?? { state: 'absent', cause: 'it is not there' }];
      }
      return [field.name, readField(jsonOf(given.value), { ...field, pointer: '' }, `report ${declaration.name}`)];
    }),
  );
}

function readWhole(source: string, value: unknown): ReadReport {
  const unnamed = unnamedReport(source);
  if (value === undefined || value === null) return unnamed;
  if (typeof value !== 'string') return { ...unnamed, document: { state: 'present', value: jsonOf(value) } };
  return { ...unnamed, document: documentOf(source, parseReportText(Buffer.from(value))) };
}

/** A plain value as the strict reader of reports would have it; .nan stays what it is. */
function jsonOf(value: unknown): JsonValue {
  if (Array.isArray(value)) return value.map(jsonOf);
  if (typeof value === 'object' && value !== null) {
    const members = new Map(Object.entries(value).map(([key, inner]) => [key, jsonOf(inner)]));
    return { members, duplicates: new Set() };
  }
  return typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean' ? value : null;
}
