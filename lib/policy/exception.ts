// A check that was false and passes all the same: which exception lets it, and how that is said.
import { found, type CheckOutcome } from './check-outcome.ts';
import type { Policy } from './document.ts';
import type { PolicyResult, ShownException, UsedException } from './policy.ts';
import type { PolicyException } from './read-exception.ts';

/** The outcome of a false check with its exception, where one holds at `now` (milliseconds); null where none does. Errors have no exception: nobody knows what they would let pass. */
export function excused(
  { exceptions }: Policy,
  validation: string,
  outcome: CheckOutcome,
  now: number,
): { readonly outcome: CheckOutcome; readonly exception: ShownException } | null {
  const held = exceptions.find((one) => one.validation === validation && now < one.endsAt);
  if (!held || outcome.result !== 'fail') return null;
  const message = `${outcome.message}; passes by exception ${held.name} until ${held.until} (${held.approvedBy}: ${held.reason})`;
  return { outcome: { ...outcome, ...found('pass', message, outcome.values) }, exception: shown(held) };
}

const shown = ({ name, until, reason, approvedBy }: PolicyException): ShownException => ({
  name,
  until,
  reason,
  approvedBy,
});

/** Every exception by which a check of these results passed. */
export const usedExceptions = (results: readonly PolicyResult[]): readonly UsedException[] =>
  results.flatMap(({ policy, validations }) =>
    validations.flatMap(({ name, exception }) => (exception ? { policy, validation: name, ...exception } : [])),
  );
