// What keeping the archive asks of AWS, wired for a function.
import { makeArchiveLog } from '../archive/archive-log.ts';
import { makeKeepArchive } from '../archive/keep-archive.ts';
import { makeKeepPolicyTexts } from '../archive/policy-texts.ts';
import { makeKeepSwitches } from '../archive/switches.ts';
import type { Config } from '../config.ts';
import type { Observe } from '../observe.ts';
import type { PolicySet } from '../policy/load.ts';
import type { Clock, Ledger } from '../ports.ts';
import { readPolicyFolder } from '../policy-folder.ts';
import { makeArchiveMemory } from './archive-memory.ts';
import { makeLazyArchive } from './lazy-archive.ts';
import { makeModes } from './modes.ts';

type Given = {
  readonly ledger: Ledger;
  readonly policies: PolicySet;
  readonly observe: Observe;
  readonly clock: Clock;
};

/** `keepTexts` keeps the deployed policy files, `keepArchive` these, switches and every day that is over. Both keep nothing where the stack has no archive bucket. */
export function makeArchiveSide(
  { archiveBucket, tableName, policiesDir, stack }: Config,
  { ledger, policies, observe, clock }: Given,
): {
  readonly keepTexts: () => Promise<void>;
  readonly keepArchive: (remaining: () => number) => Promise<number>;
} {
  if (archiveBucket === null) return { keepTexts: async () => undefined, keepArchive: async () => 0 };
  const [archive, memory] = [makeLazyArchive({ bucketName: archiveBucket }), makeArchiveMemory({ tableName })];
  const readTexts = () => readPolicyFolder(policiesDir, 'policies');
  const keepTexts = makeKeepPolicyTexts({ archive, memory, texts: policies.texts, readTexts });
  const archiveLog = makeArchiveLog({ archive, memory, ledger, clock, stack });
  const keepSwitches = makeKeepSwitches({ archive, memory, modes: makeModes({ tableName }), ledger, stack });
  return { keepTexts, keepArchive: makeKeepArchive({ observe, keepTexts, keepSwitches, archiveLog }) };
}
