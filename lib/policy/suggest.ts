// "Did you mean ...?": the known word nearest to a misspelt one.

/** "Did you mean X?" where a known word is near enough (at most a third of its letters differ), otherwise null. */
export function didYouMean(word: string, known: Iterable<string>): string | null {
  let best: string | null = null;
  let bestDistance = Infinity;
  for (const candidate of known) {
    const distance = distanceOf(word.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  const allowed = Math.max(2, Math.floor(Math.max(word.length, best?.length ?? 0) / 3));
  const isNear = best !== null && bestDistance <= allowed && bestDistance < Math.max(word.length, 2);
  return isNear ? `Did you mean ${best}?` : null;
}

/** "Did you mean X?", or all known words: `Known are a, b.`; null where none is known. */
export const suggestion = (word: string, known: readonly string[], before = 'Known are'): string | null =>
  didYouMean(word, known) ?? (known.length > 0 ? `${before} ${known.join(', ')}.` : null);

/** What to say of a name that an expression or a path can't begin with. */
export const nameSuggestion = (name: string, known: readonly string[]): string =>
  didYouMean(name, known) ?? `Known are ${known.join(', ')}; a report is known once evidence declares it.`;

/** Damerau-Levenshtein distance (a swap of neighbours counts one), over at most 60 characters. */
function distanceOf(first: string, second: string): number {
  const [a, b] = [first.slice(0, 60), second.slice(0, 60)];
  const rows = Array.from({ length: a.length + 1 }, (_, i) => [i, ...Array.from({ length: b.length }, () => 0)]);
  for (let j = 0; j <= b.length; j++) at(rows, 0)[j] = j;
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min(
        (at(rows, i - 1)[j] ?? 0) + 1,
        (at(rows, i)[j - 1] ?? 0) + 1,
        (at(rows, i - 1)[j - 1] ?? 0) + cost,
      );
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (isSwap) least = Math.min(least, (at(rows, i - 2)[j - 2] ?? 0) + 1);
      at(rows, i)[j] = least;
    }
  }
  return at(rows, a.length)[b.length] ?? 0;
}

const at = (rows: number[][], index: number): number[] => rows[index] ?? [];
