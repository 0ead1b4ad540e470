// Globs of policies: * is any text, ? is one character, everything else stands for itself.

/** Whether the text matches the glob as a whole; time grows with text times pattern, never more. */
export function matchesGlob(text: string, pattern: string): boolean {
  const [letters, wanted] = [Array.from(text), Array.from(pattern)];
  let [at, next, star, resume] = [0, 0, -1, 0];
  while (at < letters.length) {
    if (next < wanted.length && wanted[next] === '*') {
      [star, resume] = [next, at];
      next++;
    } else if (next < wanted.length && (wanted[next] === '?' || wanted[next] === letters[at])) {
      at++;
      next++;
    } else if (star >= 0) {
      resume++;
      [at, next] = [resume, star + 1];
    } else return false;
  }
  while (wanted[next] === '*') next++;
  return next === wanted.length;
}

/** The same, where upper and lower case are one: names of model package groups. */
export const matchesGlobIgnoringCase = (text: string, pattern: string): boolean =>
  matchesGlob(text.toLowerCase(), pattern.toLowerCase());

/** Whether some text matches both globs; time grows with one length times the other. */
export function globsMeet(one: string, other: string): boolean {
  const [left, right] = [Array.from(one), Array.from(other)];
  // meets[j]: what is left of `one` from i, and of `other` from j, has a text in common; filled from the ends.
  let meets: boolean[] = [];
  for (let i = left.length; i >= 0; i--) {
    const below = meets;
    meets = Array.from({ length: right.length + 1 }, () => false);
    for (let j = right.length; j >= 0; j--) {
      const [a, b] = [left[i], right[j]];
      // A star stands for nothing, or for one more character of the other.
      if (a === '*' || b === '*') meets[j] = Boolean(below[j] || meets[j + 1]);
      else if (a === undefined || b === undefined) meets[j] = a === b;
      else meets[j] = (a === b || a === '?' || b === '?') && Boolean(below[j + 1]);
    }
  }
  return meets[0] ?? false;
}
