// Finds what in an input breaks the published constraints, in AWS's wording.
import { patternOf, type Shape, shapeOf } from './constraints.ts';

type Rule = { readonly text: string; readonly holds: (value: unknown) => boolean };

const lengthOf = (value: unknown): number => {
  if (typeof value === 'string' || Array.isArray(value)) return value.length;
  return Object.keys(value as object).length;
};

const sizeRules = ({ type, min, max }: Shape): Rule[] => {
  const noun = type === 'integer' ? 'value' : 'length';
  const size = (value: unknown): number => (type === 'integer' ? (value as number) : lengthOf(value));
  const rules: Rule[] = [];
  if (max !== undefined) {
    rules.push({ text: `Member must have ${noun} less than or equal to ${max}`, holds: (value) => size(value) <= max });
  }
  if (min !== undefined) {
    const text = `Member must have ${noun} greater than or equal to ${min}`;
    rules.push({ text, holds: (value) => size(value) >= min });
  }
  return rules;
};

const rulesOf = (shape: Shape): Rule[] => {
  const rules = sizeRules(shape);
  const { pattern, enum: values } = shape;
  if (pattern !== undefined) {
    const text = `Member must satisfy regular expression pattern: ${pattern}`;
    rules.push({ text, holds: (value) => patternOf(pattern).test(value as string) });
  }
  if (values !== undefined) {
    const text = `Member must satisfy enum value set: [${values.join(', ')}]`;
    rules.push({ text, holds: (value) => values.includes(value as string) });
  }
  return rules;
};

const show = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(show).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  return `{${Object.entries(value)
    .map(([key, entry]) => `${key}=${show(entry)}`)
    .join(', ')}}`;
};

const said = (value: unknown, path: string, constraint: string): string =>
  `Value '${show(value)}' at '${path}' failed to satisfy constraint: ${constraint}`;

/** AWS writes members in lower camel case in its messages: `modelPackageName`. */
const camel = (name: string): string => `${name.charAt(0).toLowerCase()}${name.slice(1)}`;

const under = (path: string, name: string): string => (path === '' ? camel(name) : `${path}.${camel(name)}`);

const isScalar = (shape: Shape): boolean => !['structure', 'list', 'map'].includes(shape.type);

/** Scalars inside a list or map are reported once, on the container, with all the constraints of their shape. */
const containedRule = (shapeName: string, values: readonly unknown[], who: string): string[] => {
  const rules = rulesOf(shapeOf(shapeName));
  const broken = values.some((value) => rules.some((rule) => !rule.holds(value)));
  return broken ? [`${who} must satisfy constraint: [${rules.map((rule) => rule.text).join(', ')}]`] : [];
};

const inList = (shape: Shape, value: readonly unknown[], path: string): string[] => {
  const item = shape.member ?? '';
  if (isScalar(shapeOf(item))) return containedRule(item, value, 'Member').map((text) => said(value, path, text));
  return value.flatMap((entry, index) => inValue(item, entry, `${path}.${index + 1}.member`));
};

const inMap = (shape: Shape, value: Readonly<Record<string, unknown>>, path: string): string[] => {
  const keys = containedRule(shape.key ?? '', Object.keys(value), 'Map keys');
  const item = shape.value ?? '';
  const values = isScalar(shapeOf(item)) ? containedRule(item, Object.values(value), 'Map value') : [];
  const nested = isScalar(shapeOf(item))
    ? []
    : Object.entries(value).flatMap(([key, entry]) => inValue(item, entry, `${path}.${key}.member`));
  return [...[...keys, ...values].map((text) => said(value, path, text)), ...nested];
};

const inStructure = (shape: Shape, value: Readonly<Record<string, unknown>>, path: string): string[] => {
  const missing = (shape.required ?? []).filter((name) => !Object.hasOwn(value, name));
  const nulls = missing.map(
    (name) => `Value null at '${under(path, name)}' failed to satisfy constraint: Member must not be null`,
  );
  const members = shape.members ?? {};
  const inner = Object.entries(value).flatMap(([name, entry]) =>
    inValue(members[name] ?? '', entry, under(path, name)),
  );
  return [...nulls, ...inner];
};

const inValue = (shapeName: string, value: unknown, path: string): string[] => {
  const shape = shapeOf(shapeName);
  if (shape.type === 'structure') return inStructure(shape, value as Record<string, unknown>, path);
  const own = rulesOf(shape)
    .filter((rule) => !rule.holds(value))
    .map((rule) => said(value, path, rule.text));
  if (shape.type === 'list') return [...own, ...inList(shape, value as unknown[], path)];
  if (shape.type === 'map') return [...own, ...inMap(shape, value as Record<string, unknown>, path)];
  return own;
};

/** Every violated constraint of an input as a sentence of AWS's; the value has the right JSON types already. */
export const findViolations = (shapeName: string, value: Readonly<Record<string, unknown>>): readonly string[] =>
  inValue(shapeName, value, '');
