// The Serverless Framework's variables: ${param:x}, ${sls:stage}, ${self:a.b}, ${opt:x, 'default'}; CloudFormation's own ${AWS::...} stay.
import { TemplateError } from './known.ts';

export type Variables = {
  readonly document: unknown;
  readonly stage: string;
  readonly region: string;
  readonly params: Readonly<Record<string, string>>;
};

const VARIABLE = /\$\{(param|sls|self|opt):([^,}]*)(?:,\s*(?:'([^']*)'|"([^"]*)"|([^}]*)))?\}/gu;
const UNKNOWN = /\$\{(?!AWS::)(\w+):(?!:)[^}]*\}/u;

/** Fills in every variable of a text; one that has no value is an error that names its path. */
export function fillIn(text: string, path: string, variables: Variables): string {
  const filled = text.replaceAll(
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

function valueOf(kind: string, name: string, { document, stage, region, params }: Variables): string | undefined {
  if (kind === 'sls') return name === 'stage' ? stage : undefined;
  if (kind === 'opt') return { stage, region }[name];
  if (kind === 'param')
    return params[name] ?? textAt(document, ['params', stage, name]) ?? textAt(document, ['params', 'default', name]);
  return textAt(document, name.split('.'));
}

function textAt(document: unknown, path: readonly string[]): string | undefined {
  let at: unknown = document;
  for (const key of path) at = typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[key] : undefined;
  return typeof at === 'string' || typeof at === 'number' || typeof at === 'boolean' ? String(at) : undefined;
}
