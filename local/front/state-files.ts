// Keeps the services' state in a folder, one JSON file per service.
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Stateful } from './reply.ts';

/** The services by the name of their file. */
export type Parts = Readonly<Record<string, Stateful>>;

const fileOf = (folder: string, name: string): string => join(folder, `${name}.json`);

const readText = async (file: string): Promise<string | undefined> => {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
};

/** Gives each service what it saved before; a missing file is an empty service. Throws naming the file it cannot use, with the code EBADSTATE. */
export const loadState = async (folder: string, parts: Parts): Promise<void> => {
  for (const [name, part] of Object.entries(parts)) {
    const file = fileOf(folder, name);
    const text = await readText(file);
    if (text === undefined) continue;
    try {
      await part.restore(JSON.parse(text));
    } catch (cause) {
      const message = `saved state ${file} cannot be read back; remove it to start empty`;
      throw Object.assign(new Error(message, { cause }), { code: 'EBADSTATE' });
    }
  }
};

/** Writes each service's state. A file is replaced whole, so a crash leaves the old one. */
export const saveState = async (folder: string, parts: Parts): Promise<void> => {
  await mkdir(folder, { recursive: true });
  for (const [name, part] of Object.entries(parts)) {
    const file = fileOf(folder, name);
    await writeFile(`${file}.new`, JSON.stringify(await part.snapshot()));
    await rename(`${file}.new`, file);
  }
};
