// The template for whoever deploys without osls: code by the zips beside it, no bucket of osls's own.
import { isMapping, type Template } from './template.ts';

/** What `aws cloudformation package` takes: it uploads each zip and writes where it lies. */
export function plainTemplate(template: Template): Template {
  const resources = Object.entries(template.Resources).filter(([id]) => !id.startsWith('ServerlessDeploymentBucket'));
  const outputs = Object.entries(template.Outputs ?? {}).filter(([id]) => !id.startsWith('ServerlessDeploymentBucket'));
  return {
    ...template,
    Resources: Object.fromEntries(
      resources.map(([id, resource]) => [
        id,
        resource.Type === 'AWS::Lambda::Function'
          ? { ...resource, Properties: { ...resource.Properties, Code: zipOf(resource.Properties?.['Code']) } }
          : resource,
      ]),
    ),
    Outputs: Object.fromEntries(outputs),
  };
}

/** The key ends with the name of the zip. */
const zipOf = (code: unknown): string =>
  `./${String(isMapping(code) ? code['S3Key'] : '')
    .split('/')
    .at(-1)}`;
