// The production modules that a simulation runs: the real ones, or a copy of lib/ with one defence taken out.
import type * as endDeleted from '../../lib/decisions/end-deleted.ts';
import type * as settlePackage from '../../lib/decisions/settle-package.ts';
import type * as errors from '../../lib/errors.ts';
import type * as entries from '../../lib/ledger/entries.ts';
import type * as limits from '../../lib/ledger/limits.ts';
import type * as plan from '../../lib/ledger/plan.ts';
import type * as transitions from '../../lib/ledger/transitions.ts';
import type * as ports from '../../lib/ports.ts';
import type * as promote from '../../lib/promotion/promote.ts';
import type * as redeploy from '../../lib/promotion/redeploy.ts';
import type * as registerVersion from '../../lib/promotion/register-version.ts';
import type * as sweepLanes from '../../lib/promotion/sweep-lanes.ts';
import type * as answer from '../../lib/reviews/answer.ts';
import type * as rules from '../../lib/reviews/rules.ts';

const MODULES = [
  'decisions/end-deleted.ts',
  'decisions/settle-package.ts',
  'errors.ts',
  'ledger/entries.ts',
  'ledger/limits.ts',
  'ledger/plan.ts',
  'ledger/transitions.ts',
  'ports.ts',
  'promotion/promote.ts',
  'promotion/redeploy.ts',
  'promotion/register-version.ts',
  'promotion/sweep-lanes.ts',
  'reviews/answer.ts',
  'reviews/rules.ts',
];

export type Engine = typeof endDeleted &
  typeof settlePackage &
  typeof errors &
  typeof entries &
  typeof limits &
  typeof plan &
  typeof transitions &
  typeof ports &
  typeof promote &
  typeof redeploy &
  typeof registerVersion &
  typeof sweepLanes &
  typeof answer &
  typeof rules;

/** Imports the modules under `lib` (a directory URL that ends in a slash). */
export async function loadEngine(lib: URL = new URL('../../lib/', import.meta.url)): Promise<Engine> {
  const loaded = await Promise.all(MODULES.map(async (path): Promise<object> => import(new URL(path, lib).href)));
  return Object.assign({}, ...loaded) as Engine;
}
