// --data DIR: a folder of one process, in which something can be written.
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../message-of.ts';
import { EXIT, StartRefused } from './refusal.ts';

/** Holds the id of the process that keeps its state there. */
const LOCK = 'in-use';

/** A folder that this process has for itself. */
export type DataFolder = {
  /** Nothing was kept there before. */
  readonly isFresh: boolean;
  readonly release: () => Promise<void>;
};

/** Takes the folder. Throws StartRefused: 66 where nothing can be written there, 69 where another process keeps its state in it. */
export async function takeDataFolder(folder: string): Promise<DataFolder> {
  const lock = join(folder, LOCK);
  try {
    await mkdir(folder, { recursive: true });
    // Whoever was killed while it wrote for the first time leaves half-written files of other names.
    const kept = (await readdir(folder)).filter((name) => name.endsWith('.json'));
    await takeLock(folder, lock);
    return { isFresh: kept.length === 0, release: () => rm(lock, { force: true }) };
  } catch (error) {
    if (error instanceof StartRefused) throw error;
    throw new StartRefused(
      EXIT.noInput,
      `nothing can be kept in ${folder} (${messageOf(error)}). Name another one: --data DIR`,
    );
  }
}

async function takeLock(folder: string, lock: string): Promise<void> {
  const own = String(process.pid);
  try {
    await writeFile(lock, own, { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const other = Number(await readFile(lock, 'utf8'));
    if (isRunning(other))
      throw new StartRefused(
        EXIT.unavailable,
        `process ${other} keeps its state in ${folder}. Stop it, or name another folder: --data DIR`,
      );
    // One that was killed could not take its lock with it.
    await writeFile(lock, own);
  }
}

function isRunning(process_: number): boolean {
  if (!(process_ > 0)) return false;
  try {
    process.kill(process_, 0);
    return true;
  } catch (error) {
    // It is there, and somebody else's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
