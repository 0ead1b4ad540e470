// Makes a history that breaks a rule shorter: mishaps are taken out, many at a time and then one by one, as long as the rule still breaks.
import type { Engine } from './engine.ts';
import { simulate } from './simulate.ts';

/** What is left of a history. `needed` of its `mishaps` are enough to break `rule`. */
export type Shrunk = {
  readonly rule: string;
  readonly mishaps: number;
  readonly needed: number;
  readonly muted: ReadonlySet<number>;
};

/** Shrinks one seed of a case; null where it breaks nothing. */
export async function shrink(
  seed: number,
  engine: Engine,
  name: string,
  without: readonly string[] = [],
): Promise<Shrunk | null> {
  const { broken, worlds } = await simulate(seed, engine, name, { without });
  const [rule] = broken;
  if (rule === undefined) return null;
  const mishaps = Math.max(...worlds.map(({ state }) => state.mishaps));
  let muted: ReadonlySet<number> = new Set();
  const stillBreaks = async (candidate: ReadonlySet<number>): Promise<boolean> =>
    (await simulate(seed, engine, name, { without, muted: candidate })).broken.includes(rule);
  for (let chunk = mishaps; chunk >= 1; chunk = Math.floor(chunk / 2))
    for (let from = 1; from <= mishaps; from += chunk) {
      const more = Array.from({ length: chunk }, (_, index) => from + index);
      if (more.every((number) => muted.has(number))) continue;
      const candidate = new Set([...muted, ...more]);
      if (await stillBreaks(candidate)) muted = candidate;
    }
  const needed = Array.from({ length: mishaps }, (_, index) => index + 1).filter((number) => !muted.has(number)).length;
  return { rule, mishaps, needed, muted };
}
