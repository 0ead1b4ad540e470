// The production modules that a simulation runs.
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

/** Below lib/. */
export const ENGINE_MODULES = [
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

/** Imports them. */
export async function loadEngine(): Promise<Engine> {
  const lib = new URL('../../lib/', import.meta.url);
  const loaded = await Promise.all(
    ENGINE_MODULES.map(async (path): Promise<object> => import(new URL(path, lib).href)),
  );
  return Object.assign({}, ...loaded) as Engine;
}
