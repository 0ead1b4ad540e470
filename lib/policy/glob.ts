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
