// Questions to a template whose conditions are decided: resources of a type, whom a value names, what a role allows.
import { isMapping, type Mapping, type Resource, type Template } from './template.ts';

/** A resource with its logical id and its properties, which may be none. */
export type Named = { readonly id: string; readonly properties: Mapping; readonly resource: Resource };

/** A statement of a policy; one action or many are a list here. */
export type Statement = {
  readonly effect: string;
  readonly principal: unknown;
  readonly actions: readonly string[];
  /** It says what it is not about, so that all else is. */
  readonly isInverted: boolean;
  readonly resources: readonly unknown[];
  readonly condition: Mapping;
};

/** All resources of a type, in the template's order. */
export const ofType = (template: Template, type: string): readonly Named[] =>
  Object.entries(template.Resources)
    .filter(([, { Type }]) => Type === type)
    .map(([id, resource]) => ({ id, resource, properties: resource.Properties ?? {} }));

/** The logical id behind Ref or GetAtt; null where the value is no reference. */
export function idOf(value: unknown): string | null {
  if (!isMapping(value)) return null;
  const attribute = value['Fn::GetAtt'];
  if (Array.isArray(attribute)) return String(attribute[0]);
  if (typeof attribute === 'string') return attribute.split('.')[0] ?? null;
  return typeof value['Ref'] === 'string' ? value['Ref'] : null;
}

export const listOf = (value: unknown): readonly unknown[] =>
  value === undefined ? [] : Array.isArray(value) ? (value as readonly unknown[]) : [value];

/** A member of nested mappings; undefined where one of them is not there. */
export const at = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce((inner: unknown, name) => (isMapping(inner) ? inner[name] : undefined), value);

/** The statements of a policy document. */
export const statementsIn = (document: unknown): readonly Statement[] =>
  listOf(at(document, 'Statement'))
    .filter(isMapping)
    .map((one) => ({
      effect: String(one['Effect']),
      principal: one['Principal'],
      actions: listOf(one['Action']).map(String),
      isInverted: 'NotAction' in one || 'NotResource' in one || 'NotPrincipal' in one,
      resources: listOf(one['Resource']),
      condition: isMapping(one['Condition']) ? one['Condition'] : {},
    }));

/** All statements of a role, those of managed policies of the same template among them. */
export function statementsOf(template: Template, roleId: string): readonly Statement[] {
  const role = template.Resources[roleId]?.Properties ?? {};
  const inline = listOf(role['Policies']).flatMap((one) => statementsIn(at(one, 'PolicyDocument')));
  const managed = listOf(role['ManagedPolicyArns']).flatMap((arn) =>
    statementsIn(template.Resources[idOf(arn) ?? '']?.Properties?.['PolicyDocument']),
  );
  return [...inline, ...managed];
}

/** Logical ids of the queues that take what another queue, a rule, a schedule or a function could not hand on. */
export function deadLetterQueues(template: Template): ReadonlySet<string> {
  const targets = ofType(template, 'AWS::Events::Rule').flatMap(({ properties }) => listOf(properties['Targets']));
  const arns = [
    ...ofType(template, 'AWS::SQS::Queue').map(({ properties }) =>
      at(properties, 'RedrivePolicy', 'deadLetterTargetArn'),
    ),
    ...targets.map((target) => at(target, 'DeadLetterConfig', 'Arn')),
    ...ofType(template, 'AWS::Scheduler::Schedule').map(({ properties }) =>
      at(properties, 'Target', 'DeadLetterConfig', 'Arn'),
    ),
    ...ofType(template, 'AWS::Lambda::Function').map(({ properties }) =>
      at(properties, 'DeadLetterConfig', 'TargetArn'),
    ),
  ];
  return new Set(arns.map(idOf).filter((id) => id !== null));
}
