// The JSON Schemas of all kinds of policy files, for editors: one a kind, and one for files that hold any of them.
import type { KindName } from './kinds.ts';
import type { JsonSchema } from './json-schema-parts.ts';
import { BINDING_SCHEMA, EXCEPTION_SCHEMA, POLICY_SCHEMA } from './json-schema-policy.ts';
import {
  ACCOUNT_SCHEMA,
  DIRECTORY_SCHEMA,
  REDEPLOYMENT_SCHEMA,
  REGISTRATION_SCHEMA,
  ROUTE_SCHEMA,
} from './json-schema-surroundings.ts';
import { TEST_SCHEMA } from './json-schema-test-file.ts';

/** By kind. A kind without a schema does not compile: editors have to know it too. */
const SCHEMAS: Readonly<Record<KindName | 'PolicyTest', JsonSchema>> = {
  ModelApprovalPolicy: POLICY_SCHEMA,
  ModelApprovalPolicyBinding: BINDING_SCHEMA,
  PolicyException: EXCEPTION_SCHEMA,
  RegistryAccount: ACCOUNT_SCHEMA,
  ReviewerDirectory: DIRECTORY_SCHEMA,
  NotificationRoute: ROUTE_SCHEMA,
  ProjectRedeployment: REDEPLOYMENT_SCHEMA,
  Registration: REGISTRATION_SCHEMA,
  PolicyTest: TEST_SCHEMA,
};

/** The kinds, in the order in which a newcomer meets them. */
export const SCHEMA_KINDS: readonly string[] = Object.keys(SCHEMAS);

const DIALECT = 'http://json-schema.org/draft-07/schema#';

/** The schema of one kind; null for a kind that is none. Draft 7: what editors' YAML servers read. */
export function schemaOfKind(kind: string): JsonSchema | null {
  const found = new Map<string, JsonSchema>(Object.entries(SCHEMAS)).get(kind);
  return found ? { $schema: DIALECT, title: kind, ...found } : null;
}

/** One schema for all kinds: `kind` says which one holds, so that an editor tells the faults of that one only. */
export function schemaOfAll(): JsonSchema {
  return {
    $schema: DIALECT,
    title: 'modelgate policy file',
    type: 'object',
    required: ['apiVersion', 'kind', 'metadata', 'spec'],
    properties: {
      apiVersion: { description: 'The version of the language.', const: 'modelgate/v1' },
      kind: { description: 'What the document is.', enum: SCHEMA_KINDS },
      metadata: { description: 'Its name and labels.', type: 'object' },
      spec: { description: 'What it says; the keys follow from kind.', type: 'object' },
    },
    allOf: SCHEMA_KINDS.map((kind) => ({
      if: { required: ['kind'], properties: { kind: { const: kind } } },
      // oxlint-disable-next-line unicorn/no-thenable
      then: { $ref: `#/definitions/${kind}` },
    })),
    definitions: SCHEMAS,
  };
}
