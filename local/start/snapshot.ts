// A copy of checked policy files, as a deployment bundles them: what is saved later in the folder cannot break running functions.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';

/** Copies of policy folders, one per build. */
export type Snapshots = {
  /** Writes the files (paths below `folder`) for this build; returns the folder that the functions read. */
  readonly write: (
    build: number,
    folder: string,
    files: readonly { readonly path: string; readonly text: string }[],
  ) => Promise<string>;
  /** Where the bundled functions go. */
  readonly functions: string;
  readonly remove: () => Promise<void>;
};

/** Snapshots in a temporary folder of this process. */
export async function makeSnapshots(): Promise<Snapshots> {
  const root = await mkdtemp(join(tmpdir(), 'modelgate-'));
  return {
    functions: join(root, 'functions'),
    write: async (build, folder, files) => {
      const target = join(root, `build-${build}`, 'policies');
      await mkdir(target, { recursive: true });
      for (const { path, text } of files) {
        const file = join(target, relative(folder, path));
        await mkdir(dirname(file), { recursive: true });
        await writeFile(file, text);
      }
      return target;
    },
    remove: () => rm(root, { recursive: true, force: true }),
  };
}
