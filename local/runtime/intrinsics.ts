// CloudFormation's functions, evaluated against the names that the resources get on this machine.
import { TemplateError } from './known.ts';

export type Names = {
  /** Ref of a resource or pseudo parameter. */
  readonly ref: (logicalId: string) => string | undefined;
  readonly getAtt: (logicalId: string, attribute: string) => string | undefined;
  readonly condition: (name: string) => unknown;
};

/** Evaluates a value with all functions in it. Throws TemplateError for a function or name it does not know. */
export function evaluateValue(value: unknown, path: string, names: Names): unknown {
  if (Array.isArray(value))
    return value
      .map((item: unknown, index) => evaluateValue(item, `${path}[${index}]`, names))
      .filter((item) => item !== undefined);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [only] = entries;
  if (entries.length === 1 && only && (only[0].startsWith('Fn::') || only[0] === 'Ref' || only[0] === 'Condition'))
    return call(only[0], only[1], path, names);
  return Object.fromEntries(
    entries
      .map(([key, item]): [string, unknown] => [key, evaluateValue(item, `${path}.${key}`, names)])
      .filter(([, item]) => item !== undefined),
  );
}

const KNOWN = 'Ref, GetAtt, Sub, Join, Select, Split, If, Equals, Not, And, Or';

function call(name: string, argument: unknown, path: string, names: Names): unknown {
  const at = `${path}.${name}`;
  const evaluated = (item: unknown): unknown => evaluateValue(item, at, names);
  switch (name) {
    case 'Ref':
      return String(argument) === 'AWS::NoValue' ? undefined : known(names.ref(String(argument)), at, String(argument));
    case 'Condition':
      return truth(names.condition(String(argument)), at, names);
    case 'Fn::GetAtt': {
      const [id = '', ...rest] = Array.isArray(argument) ? argument.map(String) : String(argument).split('.');
      return known(names.getAtt(id, rest.join('.')), at, `${id}.${rest.join('.')}`);
    }
    case 'Fn::Sub':
      return substitute(evaluatedTemplate(argument, evaluated), at, names);
    case 'Fn::Join': {
      const [separator, items] = argument as [string, unknown];
      return (evaluated(items) as unknown[]).map(String).join(separator);
    }
    case 'Fn::Select': {
      const [index, items] = argument as [number | string, unknown];
      return (evaluated(items) as unknown[])[Number(index)];
    }
    case 'Fn::Split': {
      const [separator, text] = argument as [string, unknown];
      return String(evaluated(text)).split(separator);
    }
    case 'Fn::If': {
      const [condition, yes, no] = argument as [string, unknown, unknown];
      return evaluated(truth(names.condition(condition), at, names) ? yes : no);
    }
    case 'Fn::Equals':
    case 'Fn::Not':
    case 'Fn::And':
    case 'Fn::Or':
      return truth({ [name]: argument }, at, names);
    default:
      throw new TemplateError(`${path}: function ${name} is not known to this runtime; it knows ${KNOWN}`);
  }
}

type Template = { readonly text: string; readonly own: Readonly<Record<string, unknown>> };
const evaluatedTemplate = (argument: unknown, evaluated: (item: unknown) => unknown): Template =>
  Array.isArray(argument)
    ? { text: String(argument[0]), own: evaluated(argument[1]) as Record<string, unknown> }
    : { text: String(argument), own: {} };

const substitute = ({ text, own }: Template, path: string, names: Names): string =>
  text.replaceAll(/\$\{(!?)([\w:.]+)\}/gu, (_whole, literal: string, name: string) => {
    if (literal) return `\${${name}}`;
    const [id = '', ...attribute] = name.split('.');
    const value = Object.hasOwn(own, name)
      ? String(own[name])
      : attribute.length > 0 && !name.startsWith('AWS::')
        ? names.getAtt(id, attribute.join('.'))
        : names.ref(name);
    return known(value, path, name);
  });

/** Whether a condition of the template holds. Throws TemplateError for one that is not there. */
export function truth(condition: unknown, path: string, names: Names): boolean {
  const [entry] = Object.entries((condition ?? {}) as Record<string, unknown>);
  if (!entry) throw new TemplateError(`${path}: the condition is not defined under resources.Conditions`);
  const [name, argument] = entry;
  const items = argument as unknown[];
  if (name === 'Fn::Equals')
    return String(evaluateValue(items[0], path, names)) === String(evaluateValue(items[1], path, names));
  if (name === 'Fn::Not') return !truth(items[0], path, names);
  if (name === 'Fn::And') return items.every((item) => truth(item, path, names));
  if (name === 'Fn::Or') return items.some((item) => truth(item, path, names));
  if (name === 'Condition') return truth(names.condition(String(argument)), path, names);
  throw new TemplateError(`${path}: condition function ${name} is not known to this runtime`);
}

function known(value: string | undefined, path: string, name: string): string {
  if (value === undefined) throw new TemplateError(`${path}: \`${name}\` names nothing in this template`);
  return value;
}
