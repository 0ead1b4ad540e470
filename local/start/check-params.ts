// --param NAME=VALUE: refuses what serverless.yml has no parameter for, before anything is started.
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseDocument } from 'yaml';
import { EXIT, StartRefused } from './refusal.ts';

const FILE = resolve(import.meta.dirname, '../../serverless.yml');

/** The mode that the gate has on this machine: it acts, unless it was told to watch. */
export const modeOf = (params: Readonly<Record<string, string>>): string => params['mode'] ?? 'Enforce';

/** Throws StartRefused (64) for a name that is no parameter, and for a mode that there is not. */
export async function requireParams(params: Readonly<Record<string, string>>): Promise<void> {
  const given = Object.keys(params);
  if (given.length === 0) return;
  const document = parseDocument(await readFile(FILE, 'utf8'), { logLevel: 'silent' });
  const unknown = given.filter((name) => !document.hasIn(['params', 'default', name]));
  if (unknown.length > 0)
    throw new StartRefused(
      EXIT.usage,
      `serverless.yml has no parameter \`${unknown.join('`, `')}\`. All of them: docs/deployment.md#parameters`,
    );
  const mode = modeOf(params);
  if (mode !== 'Enforce' && mode !== 'Audit')
    throw new StartRefused(EXIT.usage, `--param mode is \`${mode}\`; expected Enforce or Audit.`);
}
