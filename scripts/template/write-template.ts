// Lets osls write CloudFormation from serverless.yml: offline, without credentials.
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { InvalidError } from '../../lib/errors.ts';
import type { Template } from './template.ts';

/** The file that `osls` runs. */
export const OSLS = resolve('node_modules/osls/bin/serverless.js');
const FILE = '.serverless/cloudformation-template-update-stack.json';

/** Writes the template of serverless.yml in `project` into its folder .serverless and answers it. Throws InvalidError BadDeployment with what osls said. */
export async function writeTemplate(args: readonly string[], project = '.'): Promise<Template> {
  const env = { ...process.env, SLS_TELEMETRY_DISABLED: '1' };
  try {
    await promisify(execFile)(process.execPath, [OSLS, 'package', ...args], { cwd: project, env });
  } catch (cause) {
    const said = cause instanceof Error && 'stdout' in cause ? String(cause.stdout) : '';
    throw new InvalidError(
      'BadDeployment',
      `osls could not package serverless.yml: ${faultIn(said) ?? String(cause)}`,
      {
        cause,
      },
    );
  }
  return JSON.parse(await readFile(resolve(project, FILE), 'utf8')) as Template;
}

/** What is wrong, without the environment that osls tells beside it. */
const faultIn = (said: string): string | null =>
  /Error:\n([^]+?)\n+(?:Environment:|Learn more|$)/u.exec(said)?.[1]?.trim() ?? null;
