// Checks one written template under sets of parameters: by AWS's validator and by the laws.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Findings } from '../check-template.ts';
import { breaches } from './laws.ts';
import { decideConditions, type Template } from './template.ts';

/** What would be deployed with these values of the template's parameters, and what is wrong with it. */
export async function checkDecided(
  template: Template,
  values: Readonly<Record<string, string>>,
  check: (path: string) => Findings,
): Promise<Findings> {
  const decided = decideConditions(template, values);
  const folder = await mkdtemp(join(tmpdir(), 'modelgate-template-'));
  try {
    const path = join(folder, 'template.json');
    await writeFile(path, JSON.stringify(decided, null, 1));
    const { resources, findings } = check(path);
    return { resources, findings: [...findings, ...breaches(decided)] };
  } finally {
    await rm(folder, { recursive: true });
  }
}
