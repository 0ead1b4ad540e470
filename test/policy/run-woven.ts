// Runs a woven tree with a meter and a recording of its own, as an expression does.
import { celEnv, isCelError, plan } from '@bufbuild/cel';
import { celFunctions, type Running } from '../../lib/policy/cel-functions.ts';
import type { Expr, Outline } from '../../lib/policy/expression-outline.ts';
import { newRecording } from '../../lib/policy/expression-trace.ts';
import { newMeter, STEP_BUDGET } from '../../lib/policy/meter.ts';
import { shownValue } from '../../lib/policy/shown-value.ts';

const running: Running = { meter: newMeter(), recorder: null, now: 0 };
const environment = celEnv({ funcs: celFunctions(() => running) });

/** What the tree comes to, as a text with its type, and the steps it took. */
export function runWoven(
  tree: Expr,
  outline: Outline,
  bindings: Record<string, never>,
): { shown: string; steps: number } {
  Object.assign(running, { meter: newMeter(), recorder: newRecording(outline) });
  const value = plan(environment, tree)(bindings);
  const shown = isCelError(value) ? 'error' : `${typeof value} ${shownValue(value)}`;
  return { shown, steps: STEP_BUDGET - running.meter.left };
}
