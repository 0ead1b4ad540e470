// A CloudFormation template as osls writes it, and what of it is deployed with given parameters.

export type Mapping = Readonly<Record<string, unknown>>;
export type Resource = {
  readonly Type: string;
  readonly Properties?: Mapping;
  readonly Condition?: string;
  readonly DeletionPolicy?: string;
};
export type Template = {
  readonly Parameters?: Readonly<
    Record<string, { readonly Default?: string; readonly AllowedValues?: readonly string[] }>
  >;
  readonly Conditions?: Mapping;
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs?: Mapping;
};

const NOTHING = Symbol('AWS::NoValue');
/** What CloudFormation itself knows and conditions may ask for; `values` may say otherwise. */
const PSEUDO: Readonly<Record<string, string>> = { 'AWS::Partition': 'aws' };

export const isMapping = (value: unknown): value is Mapping =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The template as CloudFormation would deploy it: conditions decided, Fn::If replaced by the branch taken, and what is not made left out.
 * `values` override the parameters' defaults. Throws where a parameter or a condition function is unknown.
 */
export function decideConditions(template: Template, values: Readonly<Record<string, string>> = {}): Template {
  const unknown = Object.keys(values).filter((name) => !(name in (template.Parameters ?? {}) || name in PSEUDO));
  if (unknown.length > 0) throw new Error(`the template has no parameter ${unknown.join(', ')}`);
  const parameters = Object.fromEntries(
    Object.entries(template.Parameters ?? {}).map(([name, one]) => [
      name,
      { ...one, Default: values[name] ?? one.Default ?? '' },
    ]),
  );
  const known = {
    ...PSEUDO,
    ...values,
    ...Object.fromEntries(Object.entries(parameters).map(([name, one]) => [name, one.Default])),
  };
  const holds = (name: string): boolean => isTrue(template.Conditions?.[name], known, holds);
  const { Conditions: _decided, ...rest } = template;
  const made = (entries: Mapping): Mapping =>
    Object.fromEntries(
      Object.entries(entries).filter(
        ([, one]) => !isMapping(one) || typeof one['Condition'] !== 'string' || holds(one['Condition']),
      ),
    );
  const whole = { ...rest, Resources: made(template.Resources), Outputs: made(template.Outputs ?? {}) };
  return { ...(withoutIf(whole, holds) as Template), Parameters: parameters };
}

type Known = Readonly<Record<string, string>>;

function isTrue(condition: unknown, known: Known, holds: (name: string) => boolean): boolean {
  const [[name, argument] = ['', undefined]] = Object.entries(isMapping(condition) ? condition : {});
  const items = (Array.isArray(argument) ? argument : []) as readonly unknown[];
  const text = (item: unknown): string => (isMapping(item) ? (known[String(item['Ref'])] ?? '') : String(item));
  switch (name) {
    case 'Fn::Equals':
      return text(items[0]) === text(items[1]);
    case 'Fn::Not':
      return !isTrue(items[0], known, holds);
    case 'Fn::And':
      return items.every((item) => isTrue(item, known, holds));
    case 'Fn::Or':
      return items.some((item) => isTrue(item, known, holds));
    case 'Condition':
      return holds(String(argument));
    default:
      throw new Error(`condition ${JSON.stringify(condition)} is not known here`);
  }
}

/** Replaces each Fn::If; where nothing is left, the member or item goes. */
function withoutIf(value: unknown, holds: (name: string) => boolean): unknown {
  if (Array.isArray(value))
    return value.map((item: unknown) => withoutIf(item, holds)).filter((item) => item !== NOTHING);
  if (!isMapping(value)) return value;
  if (value['Ref'] === 'AWS::NoValue') return NOTHING;
  const choice = value['Fn::If'];
  if (Array.isArray(choice)) return withoutIf(holds(String(choice[0])) ? choice[1] : choice[2], holds);
  return Object.fromEntries(
    Object.entries(value)
      // Of a resource or an output; that of a policy's statement is a mapping.
      .filter(([name, item]) => name !== 'Condition' || typeof item !== 'string')
      .map(([name, item]): [string, unknown] => [name, withoutIf(item, holds)])
      .filter(([, item]) => item !== NOTHING),
  );
}
