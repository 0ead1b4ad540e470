// The step budget: how much work an expression may do, counted in steps, so that the same inputs always stop at the same place.

/** Steps that one policy's expressions may take for one decision. */
export const STEP_BUDGET = 100_000;

/** Counts down; `isExceeded` stays true once it ran out. */
export type Meter = { left: number; isExceeded: boolean };

/** A full meter. */
export const newMeter = (steps = STEP_BUDGET): Meter => ({ left: steps, isExceeded: false });

/** Takes steps. Throws when there are none left; the throw ends the whole expression, `||` can't swallow it. */
export function spend(meter: Meter, steps: number): void {
  meter.left -= steps;
  if (meter.left >= 0) return;
  meter.isExceeded = true;
  meter.left = 0;
  throw new Error('step budget exceeded');
}
