// The production modules that a simulation runs: the real ones, or a copy of lib/ with one defence taken out.
import type * as settlePackage from '../../lib/decisions/settle-package.ts';
import type * as errors from '../../lib/errors.ts';
import type * as entries from '../../lib/ledger/entries.ts';
import type * as limits from '../../lib/ledger/limits.ts';
import type * as plan from '../../lib/ledger/plan.ts';
import type * as transitions from '../../lib/ledger/transitions.ts';
import type * as ports from '../../lib/ports.ts';

const MODULES = [
  'decisions/settle-package.ts',
  'errors.ts',
  'ledger/entries.ts',
  'ledger/limits.ts',
  'ledger/plan.ts',
  'ledger/transitions.ts',
  'ports.ts',
];

export type Engine = typeof settlePackage &
  typeof errors &
  typeof entries &
  typeof limits &
  typeof plan &
  typeof transitions &
  typeof ports;

/** Imports the modules under `lib` (a directory URL that ends in a slash). */
export async function loadEngine(lib: URL = new URL('../../lib/', import.meta.url)): Promise<Engine> {
  const loaded = await Promise.all(MODULES.map(async (path): Promise<object> => import(new URL(path, lib).href)));
  return Object.assign({}, ...loaded) as Engine;
}
