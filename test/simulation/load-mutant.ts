// A copy of the production code with one defence taken out.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { loadEngine, type Engine } from './engine.ts';

/** One replacement in a file under lib/; `find` occurs exactly once. */
export type Change = { readonly file: string; readonly find: string; readonly replace: string };

export type Mutant = {
  readonly name: string;
  /** The case it is run in. */
  readonly case: string;
  /** The first seed known to break an invariant. */
  readonly seed: number;
  /** null where the defence is one of the fakes. */
  readonly change: Change | null;
  /** The other half of a pair: either alone covers for the other. */
  readonly also?: Change;
};

const LIB = fileURLToPath(new URL('../../lib/', import.meta.url));

/** Loads lib/ with one defence taken out. Throws where `find` is not there exactly once: the mutant has to follow the code. */
export async function loadMutant({ name, change, also }: Mutant): Promise<{ engine: Engine; remove: () => void }> {
  if (change === null) return { engine: await loadEngine(), remove: () => {} };
  const { lib, remove } = copyWithout(name, change, also);
  return { engine: await loadEngine(lib), remove };
}

/** A copy of lib/ with these replacements, as a directory URL. Throws where `find` is not there exactly once. */
export function copyWithout(
  name: string,
  ...changes: readonly (Change | undefined)[]
): { readonly lib: URL; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), `modelgate-${name}-`));
  const copy = join(folder, 'lib');
  cpSync(LIB, copy, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  for (const change of changes) {
    if (!change) continue;
    const path = join(copy, change.file);
    const parts = readFileSync(path, 'utf8').split(change.find);
    if (parts.length !== 2)
      throw new Error(
        `${name}: expected \`${change.find}\` once in lib/${change.file}, found ${parts.length - 1} times`,
      );
    writeFileSync(path, parts.join(change.replace));
  }
  return { lib: pathToFileURL(`${copy}/`), remove: () => rmSync(folder, { recursive: true, force: true }) };
}
