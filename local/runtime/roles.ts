// The roles of a template as IAM has them once it is deployed, and the template as CloudFormation keeps it.
import type { JsonObject } from '../json-object.ts';
import { evaluateValue, type Names } from './intrinsics.ts';
import type { Template } from './template.ts';

type Policy = { readonly PolicyName: string; readonly PolicyDocument: unknown };

/** Every role with its policies, evaluated. */
export const stackRolesOf = (template: Template, names: Names) =>
  template.resources
    .filter(({ type }) => type === 'AWS::IAM::Role')
    .map(({ logicalId, properties }) => {
      const read = evaluateValue(properties, `resources.Resources.${logicalId}.Properties`, names) as JsonObject;
      const policies = (read['Policies'] ?? []) as readonly Policy[];
      return {
        name: names.ref(logicalId) ?? logicalId,
        inline: new Map(policies.map(({ PolicyName, PolicyDocument }) => [PolicyName, PolicyDocument])),
        attached: ((read['ManagedPolicyArns'] ?? []) as readonly unknown[]).map(String),
      };
    });

/** What GetTemplate answers: the resources as they were sent, functions and all. */
export const templateBodyOf = ({ resources }: Template): string =>
  JSON.stringify({
    Resources: Object.fromEntries(
      resources.map(({ logicalId, type, properties }) => [logicalId, { Type: type, Properties: properties }]),
    ),
  });
