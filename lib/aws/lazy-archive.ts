// An archive that loads S3's client with the first object: it is asked for once a deployment, and a cold start should not pay for it.
import type { Archive } from '../archive-ports.ts';
import type { ArchiveOptions } from './archive.ts';

/** The Archive of archive.ts, made when first asked. */
export function makeLazyArchive(options: ArchiveOptions): Archive {
  let archive: Promise<Archive> | null = null;
  // By a file of its own, which says what it uses: of a package that is imported whole a bundle keeps every command.
  const load = (): Promise<Archive> =>
    (archive ??= import('./archive.ts').then(({ makeArchive }) => makeArchive(options)));
  return {
    putOnce: async (...object) => (await load()).putOnce(...object),
    read: async (key) => (await load()).read(key),
    list: async (prefix) => (await load()).list(prefix),
  };
}
