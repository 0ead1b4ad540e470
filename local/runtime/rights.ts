// The actions that each role of a template allows, for the front door to hold its functions to.
import type { Rights } from '../front/permissions.ts';
import type { JsonObject } from '../json-object.ts';
import type { Template } from './template.ts';

type Statement = { readonly Effect?: unknown; readonly Action?: unknown };

/** By logical id of the role, which is how a function's session is named here. Resources and conditions are not weighed. */
export function rightsOf(template: Template): Rights {
  const roles = template.resources.filter(({ type }) => type === 'AWS::IAM::Role');
  return new Map(roles.map(({ logicalId, properties }) => [logicalId, actionsOf(properties)]));
}

function actionsOf(properties: JsonObject): ReadonlySet<string> {
  const policies = (properties['Policies'] ?? []) as readonly { PolicyDocument: { Statement: readonly Statement[] } }[];
  const allowed = policies
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
    .filter(({ Effect }) => Effect === 'Allow');
  return new Set(allowed.flatMap(({ Action }) => Action as string | readonly string[]));
}
