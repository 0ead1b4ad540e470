// The template of serverless.yml as osls writes it, with empty zips in place of the functions.
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { functionNames } from '../../local/runtime/bundle-functions.ts';
import type { Template } from '../../scripts/template/template.ts';
import { writeTemplate } from '../../scripts/template/write-template.ts';

/** Packages serverless.yml in a folder of its own. */
export async function packagedTemplate(args: readonly string[] = []): Promise<Template> {
  const project = await mkdtemp(join(tmpdir(), 'modelgate-package-'));
  try {
    await mkdir(join(project, 'dist'));
    await copyFile('serverless.yml', join(project, 'serverless.yml'));
    for (const name of await functionNames()) await writeFile(join(project, 'dist', `${name}.zip`), '');
    return await writeTemplate(args, { project });
  } finally {
    await rm(project, { recursive: true });
  }
}
