// The template of serverless.yml without the zips that it names: for whoever wants to look at it before anything is built.
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { functionNames } from '../../local/runtime/bundle-functions.ts';
import type { Template } from './template.ts';
import { writeTemplate } from './write-template.ts';

/** Lets osls write it in a folder of its own, with empty zips. Throws InvalidError BadDeployment. */
export async function templateAlone(args: readonly string[] = []): Promise<Template> {
  const project = await mkdtemp(join(tmpdir(), 'modelgate-template-'));
  try {
    await mkdir(join(project, 'dist'));
    await copyFile('serverless.yml', join(project, 'serverless.yml'));
    for (const name of await functionNames()) await writeFile(join(project, 'dist', `${name}.zip`), '');
    return await writeTemplate(args, project);
  } finally {
    await rm(project, { recursive: true });
  }
}
