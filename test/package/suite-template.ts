// The template of serverless.yml as osls writes it, once for the whole suite: osls takes three seconds.
import { existsSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { templateAlone } from '../../scripts/template/template-alone.ts';
import type { Template } from '../../scripts/template/template.ts';
import { TEMPLATE_FILE } from '../processes/made-before.ts';

type Written = { readonly template: Template } | { readonly fault: string };

/** Lets osls write it, and puts it or what was wrong into `file`, whole. Never rejects. */
export async function writeSuiteTemplate(file: string): Promise<void> {
  const written = await templateAlone().then(
    (template): Written => ({ template }),
    (error: unknown): Written => ({ fault: String(error) }),
  );
  await writeFile(`${file}.new`, JSON.stringify(written));
  await rename(`${file}.new`, file);
}

/** The template with the defaults of its parameters; where no suite runs, as for a single file, osls writes it now. */
export async function suiteTemplate(): Promise<Template> {
  const { [TEMPLATE_FILE]: file } = process.env;
  if (file === undefined) return templateAlone();
  while (!existsSync(file)) await wait(50);
  const written = JSON.parse(await readFile(file, 'utf8')) as Written;
  if ('fault' in written) throw new Error(written.fault);
  return written.template;
}
