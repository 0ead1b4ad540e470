// Keeps the services' state in a folder, one JSON file per service.
import { renameSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
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

/**
 * Writes each service's state, as all of them are at one moment: who can tell at once is asked at once, and who needs time for it (the
 * embedded DynamoDB) lets nothing change meanwhile. Files are replaced when all of them are there, so a crash leaves the old ones.
 */
export const saveState = async (folder: string, parts: Parts): Promise<void> => {
  await mkdir(folder, { recursive: true });
  const states = Object.entries(parts).map(([name, part]) => ({ file: fileOf(folder, name), text: textOf(part) }));
  const written = states.map(async ({ file, text }) => writeFile(`${file}.new`, await text));
  await Promise.all(written);
  // One right after the other: only a process that is killed in just this instant leaves files of two moments.
  for (const { file } of states) renameSync(`${file}.new`, file);
};

/** As JSON before anything else can happen, where the state is there at once. */
function textOf(part: Stateful): string | Promise<string> {
  const state = part.snapshot();
  return state instanceof Promise ? state.then((later: unknown) => JSON.stringify(later)) : JSON.stringify(state);
}
