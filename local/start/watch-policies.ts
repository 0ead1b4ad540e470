// Policies that reload when saved: checked first, then deployed as a new build; says which verdicts changed.
import { readdirSync, watch } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '../message-of.ts';
import type { BadPolicies, GoodPolicies } from './check-policies.ts';
import { nameOf, type Seen } from './seen.ts';
import { wouldChangeLines, type WouldChange } from './try-recorded.ts';

/** What reloading needs of the rest. `deploy` puts the checked policies into force and waits until pending packages were looked at again. */
export type Reloading = {
  readonly folder: string;
  readonly ownAccount: string;
  readonly digest: string;
  readonly check: (folder: string) => Promise<GoodPolicies | BadPolicies>;
  readonly deploy: (policies: GoodPolicies) => Promise<void>;
  readonly verdicts: () => ReadonlyMap<string, Seen>;
  /** Decided versions that the policies would decide in another way; where it is not given, nobody looks. */
  readonly tryRecorded?: () => Promise<readonly WouldChange[]>;
  readonly say: (line: string) => void;
};

/** Lines such as `churn-winback v8  Hold -> Approve`, for packages whose verdict differs. */
function changedLines(
  before: ReadonlyMap<string, Seen>,
  after: ReadonlyMap<string, Seen>,
  ownAccount: string,
): readonly string[] {
  return [...after.values()].flatMap((seen) => {
    const was = before.get(seen.arn)?.verdict;
    return was === seen.verdict ? [] : [`${nameOf(seen, ownAccount)}  ${was ?? 'undecided'} -> ${seen.verdict}`];
  });
}

/** One reload: checks the folder; broken ones are told and the old ones stay; unchanged ones are passed over in silence. */
export function makeReload(reloading: Reloading): () => Promise<void> {
  const { folder, ownAccount, check, deploy, verdicts, say } = reloading;
  let digest = reloading.digest;
  let isBroken = false;
  return async () => {
    const checked = await check(folder);
    if (!checked.ok) {
      isBroken = true;
      for (const fault of checked.faults) say(fault);
      say('  policies not reloaded, the old ones stay in force');
      return;
    }
    if (isBroken && checked.digest === digest) say('  policies are whole again, the same as before');
    isBroken = false;
    if (checked.digest === digest) return;
    const before = verdicts();
    await deploy(checked);
    digest = checked.digest;
    say(`  policies reloaded, ${checked.policies} in force`);
    const lines = [...changedLines(before, verdicts(), ownAccount), ...(await recordedLines(reloading))];
    for (const line of lines.length === 0 ? ['no verdict changed'] : lines) say(`  ${line}`);
  };
}

/** What a backtest says of the versions that were decided before; that it can't be run is no reason to stop. */
async function recordedLines({ tryRecorded }: Reloading): Promise<readonly string[]> {
  try {
    return wouldChangeLines((await tryRecorded?.()) ?? []);
  } catch (error) {
    const said = error instanceof Error ? (error.message.split('\n')[1] ?? error.message) : String(error);
    return [`decided versions could not be tried under the new policies: ${said}`];
  }
}

// Editors save in several steps (write, rename, chmod); one reload is enough.
const QUIET_MS = 150;

// Node's recursive watch on Linux follows files, and loses those that an editor replaces by renaming; folders keep telling.
const foldersOf = (folder: string): readonly string[] => {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return [folder, ...entries.filter((one) => one.isDirectory()).map((one) => join(one.parentPath, one.name))];
};

/** Watches the folder and calls `reload`, one at a time, after it has been quiet for a moment. Returns the end of it. */
export function watchFolder(folder: string, reload: () => Promise<void>, say: (line: string) => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  let last: Promise<void> = Promise.resolve();
  const next = (): void => {
    last = last.then(reload).catch((error: unknown) => {
      say(`  policies could not be reloaded: ${messageOf(error)}`);
    });
  };
  const onChange = (): void => {
    clearTimeout(timer);
    timer = setTimeout(next, QUIET_MS);
  };
  const watchers = foldersOf(folder).map((one) => watch(one, onChange));
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
}
