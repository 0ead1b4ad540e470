// An order of texts that is the same on every machine.

/** Orders texts by code units. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Orders things by a text of theirs. */
export const byText =
  <T>(textOf: (thing: T) => string) =>
  (a: T, b: T): number =>
    compareText(textOf(a), textOf(b));
