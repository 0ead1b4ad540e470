// Checks a CloudFormation template with AWS's own validator: a warning fails.
import { CelEngine, TemplateFile } from '@aws/cloudformation-validate';

/** Findings that are not ours to repair, each with the reason. */
const EXCLUDED: ReadonlyMap<string, string> = new Map([
  ['W3005', 'osls writes a DependsOn beside a reference that already implies it'],
  ['W2001', 'a parameter that only decides a condition is not referred to once conditions are decided'],
  ['W2509', 'parameters with Secret in their name are ARNs of secrets, not secrets'],
  ['W9002', 'the value that a parameter has in the check counts as hard-coded'],
]);

/** One finding as a line: severity, rule, resource, line, message. */
export type Findings = { readonly resources: number; readonly findings: readonly string[] };

/** Runs `work` with a validator: a function from a template file to its findings of severity WARN or worse. A template's conditions are decided before, since the validator reads both branches. */
export async function withValidator<T>(work: (check: (path: string) => Findings) => T | Promise<T>): Promise<T> {
  // Its rules are compiled once: half a second for each engine.
  const engine = new CelEngine();
  try {
    return await work((path) => checkTemplate(engine, path));
  } finally {
    engine.free();
  }
}

function checkTemplate(engine: InstanceType<typeof CelEngine>, path: string): Findings {
  const { diagnostics, metadata } = engine.validateStandard(new TemplateFile(path), {
    severityLevel: 'WARN',
    pseudoParameterOverrides: { region: 'us-east-1' },
    exclude: { ids: [...EXCLUDED.keys()] },
  });
  const findings = diagnostics.map(
    ({ severity, ruleId, entity, startLine, message }) =>
      `${severity} ${ruleId} ${entity?.logicalId ?? 'template'} line ${startLine}: ${message}`,
  );
  return { resources: metadata.resourcesScanned, findings };
}
