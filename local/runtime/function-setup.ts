// What Lambda knows of one function before it runs: its module, limits and environment.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { JsonObject } from '../json-object.ts';
import { evaluateValue, type Names } from './intrinsics.ts';
import { TemplateError } from './known.ts';
import { logicalIdOf, type Place } from './names.ts';
import type { FunctionBlock, Template } from './template.ts';
import type { FunctionSetup } from './thread.ts';

/** A function where it stands in its template. */
export type Placed = {
  readonly template: Template;
  readonly block: FunctionBlock;
  readonly names: Names;
  readonly place: Place;
};

/** A number of the file, or the default. */
export const numberOf = (value: unknown, otherwise: number): number =>
  value === undefined ? otherwise : Number(value);

/** Where a function's code is, and the clock that it tells the time by. */
export type Code = {
  readonly projectDir: string;
  /** A folder with NAME.mjs for each function and worker.mjs, as scripts/bundle.ts makes it; else the sources run. */
  readonly bundlesDir?: string;
  readonly clockOffset?: SharedArrayBuffer;
  /** How many times as long as the file says a function may take (1): what is no story of its limit need not run at Lambda's speed. */
  readonly patience?: number;
};

/** Module and limits. The source stands in for the bundle that is deployed: functions/NAME.ts. Throws TemplateError where it is not there. */
export function setupOf(
  { template, block, names }: Placed,
  { projectDir, bundlesDir, clockOffset, patience = 1 }: Code,
): FunctionSetup {
  const { name, block: said } = block;
  const source = join(projectDir, 'functions', `${name}.ts`);
  if (!existsSync(source)) throw new TemplateError(`functions.${name}: functions/${name}.ts is not there`);
  const [, exportName = 'handler'] = String(said['handler']).split('.');
  return {
    name,
    arn: names.getAtt(logicalIdOf(name), 'Arn') ?? name,
    file: pathToFileURL(bundlesDir ? join(bundlesDir, `${name}.mjs`) : source).href,
    ...(bundlesDir && { worker: pathToFileURL(join(bundlesDir, 'worker.mjs')).href }),
    exportName,
    timeout: patience * numberOf(said['timeout'] ?? template.provider['timeout'], 6),
    memory: numberOf(said['memorySize'] ?? template.provider['memorySize'], 1024),
    ...(clockOffset && { clockOffset }),
  };
}

/** What Lambda sets, what the file says, what the caller adds; the SDK finds the embedded stack by its own variable. */
export function environmentOf(
  { template, block, names, place }: Placed,
  more: Readonly<Record<string, string>>,
): Record<string, string> {
  const own = { ...(template.provider['environment'] as JsonObject), ...(block.block['environment'] as JsonObject) };
  const evaluated = evaluateValue(own, `functions.${block.name}.environment`, names) as JsonObject;
  const role = block.block['role'];
  return {
    AWS_REGION: place.region,
    AWS_DEFAULT_REGION: place.region,
    AWS_LAMBDA_FUNCTION_NAME: `${template.service}-${place.stage}-${block.name}`,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1024',
    AWS_ENDPOINT_URL: place.endpoint,
    AWS_ACCESS_KEY_ID: place.account,
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_SESSION_TOKEN: `role/${typeof role === 'string' ? role : block.name}`,
    TZ: 'UTC',
    ...Object.fromEntries(Object.entries(evaluated).map(([name, value]) => [name, String(value)])),
    ...more,
  };
}
