// What each function loads at a cold start, in bytes, and what they are made of.
import { functionNames } from '../../local/runtime/bundle-functions.ts';
import { bundle, hotBytes, type Bundle } from '../../scripts/bundle.ts';
import type { Section } from './table.ts';

const KIB = 1024;
/** KiB minified at most. decide runs on every event, so its figure is the design's; the others hold what has been reached. */
export const HOT_KIB: Readonly<Record<string, number>> = {
  decide: 900,
  notify: 750,
  promote: 640,
  reconcile: 700,
  redeploy: 680,
  register: 820,
  review: 850,
};
const SHOWN = 6;

/** Bundles all functions. */
export async function bundles(): Promise<readonly Bundle[]> {
  const made: Bundle[] = [];
  for (const name of await functionNames()) made.push(await bundle(name));
  return made;
}

/** One section for all functions, one for what the hot one is made of. */
export function bytesSections(made: readonly Bundle[]): readonly Section[] {
  const decide = made.find(({ name }) => name === 'decide');
  return [
    {
      title: 'loaded at each cold start, KiB minified',
      columns: ['at start', 'when needed'],
      rows: made.map((one) => ({
        what: one.name,
        figures: [hotBytes(one) / KIB, (allBytes(one) - hotBytes(one)) / KIB],
        unit: 'KiB',
        ...(HOT_KIB[one.name] !== undefined && { limit: HOT_KIB[one.name] }),
      })),
    },
    {
      title: 'what decide loads at each cold start is made of',
      columns: ['KiB'],
      rows: (decide?.parts ?? []).slice(0, SHOWN).map(({ from, bytes }) => ({ what: from, figures: [bytes / KIB] })),
    },
  ];
}

const allBytes = ({ files }: Bundle): number => [...files.values()].reduce((sum, { length }) => sum + length, 0);
