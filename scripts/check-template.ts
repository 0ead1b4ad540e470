// Checks the CloudFormation template that osls wrote with AWS's own validator: a warning fails.
import { CelEngine, TemplateFile } from '@aws/cloudformation-validate';

/** Findings that are not ours to repair, each with the reason. */
const EXCLUDED: ReadonlyMap<string, string> = new Map([
  ['W3005', 'osls writes a DependsOn beside a reference that already implies it'],
  ['W8003', 'a stage parameter is a text when the template is written, so a condition on it is constant'],
]);

/** One finding as a line: severity, rule, resource, line, message. */
export type Findings = { readonly resources: number; readonly findings: readonly string[] };

/** Validates a template file offline. A finding of severity WARN or worse is returned. */
export function checkTemplate(path: string): Findings {
  const engine = new CelEngine();
  try {
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
  } finally {
    engine.free();
  }
}
