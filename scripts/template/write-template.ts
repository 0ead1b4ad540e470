// Lets osls write CloudFormation from serverless.yml: offline, without credentials.
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { InvalidError } from '../../lib/errors.ts';
import type { Template } from './template.ts';

const OSLS = resolve('node_modules/osls/bin/serverless.js');
const FILE = 'cloudformation-template-update-stack.json';

/** Writes the template of serverless.yml in `project` into `folder` and answers it. Throws InvalidError BadDeployment with what osls said. */
export async function writeTemplate(
  args: readonly string[],
  { project = '.', folder = '.serverless' }: { readonly project?: string; readonly folder?: string } = {},
): Promise<Template> {
  const env = { ...process.env, SLS_TELEMETRY_DISABLED: '1' };
  try {
    const given = ['package', ...args, ...(folder === '.serverless' ? [] : ['--package', folder])];
    await promisify(execFile)(process.execPath, [OSLS, ...given], { cwd: project, env });
  } catch (cause) {
    const said = cause instanceof Error && 'stdout' in cause ? String(cause.stdout) : '';
    throw new InvalidError('BadDeployment', `osls could not package serverless.yml:\n${said}${String(cause)}`, {
      cause,
    });
  }
  return JSON.parse(await readFile(resolve(project, folder, FILE), 'utf8')) as Template;
}
