// The Serverless Framework's variables: ${param:x}, ${sls:stage}, ${self:a.b}, ${opt:x, 'default'}; CloudFormation's own ${AWS::...} stay.
import { valueAt } from '../json-object.ts';
import { TemplateError } from './known.ts';

export type Variables = {
  readonly document: unknown;
  readonly stage: string;
  readonly region: string;
  readonly params: Readonly<Record<string, string>>;
};

const VARIABLE = /\$\{(param|sls|self|opt):([^,}]*)(?:,\s*(?:'([^']*)'|"([^"]*)"|([^}]*)))?\}/gu;
const INNER = /\$\{(?:param|sls|opt):[^{}]*\}(?=[^{}]*\})/gu;
const UNKNOWN = /\$\{(?!AWS::)(\w+):(?!:)[^}]*\}/u;

/** Fills in every variable of a text; one that has no value is an error that names its path. */
export function fillIn(text: string, path: string, variables: Variables): string {
  // Innermost first: a variable may stand in the name of another.
  const inner = text.replaceAll(INNER, (whole) => (whole === text ? whole : fillIn(whole, path, variables)));
  const filled = inner.replaceAll(
    VARIABLE,
    (whole, kind: string, name: string, single?: string, double?: string, bare?: string) => {
      const value = valueOf(kind, name.trim(), variables) ?? single ?? double ?? bare;
      if (value === undefined) throw new TemplateError(`${path}: ${whole} has no value`);
      return value.includes('${') && value !== whole ? fillIn(value, path, variables) : value;
    },
  );
  const unknown = UNKNOWN.exec(filled);
  if (unknown)
    throw new TemplateError(
      `${path}: variable ${unknown[0]} is not known to this runtime; it knows param, sls:stage, self and opt`,
    );
  return filled;
}

/** The mapping or list that a text stands for which is nothing but one variable of self or param; undefined where it is a text after all. */
export function wholeOf(text: string, variables: Variables): unknown {
  const inner = /^\$\{(.+)\}$/su.exec(text)?.[1];
  if (inner === undefined) return undefined;
  // The name itself may have a variable in it: ${self:custom.http.${param:http}.events}.
  const [, kind, name = ''] = /^(self|param):([^{},]+)$/u.exec(fillIn(inner, text, variables)) ?? [];
  const { document, stage } = variables;
  const found =
    kind === 'self'
      ? valueAt(document, name.split('.'))
      : kind === 'param'
        ? (valueAt(document, ['params', stage, name]) ?? valueAt(document, ['params', 'default', name]))
        : undefined;
  return typeof found === 'object' && found !== null ? found : undefined;
}

function valueOf(kind: string, name: string, { document, stage, region, params }: Variables): string | undefined {
  if (kind === 'sls') return name === 'stage' ? stage : undefined;
  if (kind === 'opt') return { stage, region }[name];
  if (kind === 'param')
    return params[name] ?? textAt(document, ['params', stage, name]) ?? textAt(document, ['params', 'default', name]);
  return textAt(document, name.split('.'));
}

function textAt(document: unknown, path: readonly string[]): string | undefined {
  const found = valueAt(document, path);
  return typeof found === 'string' || typeof found === 'number' || typeof found === 'boolean'
    ? String(found)
    : undefined;
}
