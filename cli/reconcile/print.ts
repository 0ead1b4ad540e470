// What a sweep found and woke, in words.
import { counted } from '../../lib/counted.ts';
import type { SweepReport } from '../../lib/decisions/sweep.ts';
import { harmless } from '../../lib/harmless.ts';

export type Sweeps = SweepReport & {
  readonly stack: string;
  readonly region: string;
  readonly group: string | null;
  readonly isDryRun: boolean;
};

const MOST_SHOWN = 20;

/** What the kinds of the due index mean. */
const REASONS: Readonly<Record<string, string>> = {
  'half-done': 'left half done',
  evidence: 'waiting for evidence',
  answered: 'answered by a person, not carried out yet',
  reminder: 'a reminder is due',
  expiry: 'a review expires',
};

/** Reasons with their counts, the first versions, lanes, and what is left for another sweep. */
export function printSweep(sweeps: Sweeps): readonly string[] {
  const { stack, region, group, isDryRun, listed, woken, found, first, lanes, modes, archived } = sweeps;
  const scope = group === null ? `${stack}, ${region}` : `group ${group} of ${stack}, ${region}`;
  const width = Math.max(0, ...found.map(({ count }) => String(count).length));
  return [
    `Swept ${scope}: ${counted(listed, 'entry', 'entries')} of the registry read.`,
    woken === 0 ? 'Nothing was missed.' : `${counted(woken, 'version')} ${isDryRun ? 'would be woken' : 'woken'}:`,
    ...found
      .toSorted((one, other) => other.count - one.count)
      .map(({ reason, count }) => `  ${String(count).padStart(width)}  ${wordsOf(reason)}`),
    ...(first.length > 0 ? [''] : []),
    ...first.slice(0, MOST_SHOWN).map((one) => `  ${nameOf(one.modelPackageArn)}  ${wordsOf(one.reason)}`),
    ...(woken > MOST_SHOWN ? [`  and ${woken - MOST_SHOWN} more`] : []),
    ...(lanes > 0 ? [`${counted(lanes, 'lane')} of projects and targets woken.`] : []),
    ...(modes > 0 ? [`${counted(modes, 'switch', 'switches')} of the mode told.`] : []),
    ...(archived > 0 ? [`${counted(archived, 'document')} of heads archived.`] : []),
    ...leftLines(sweeps),
  ];
}

const leftLines = ({ backlogLeft, backlog, isWhole, woken, isDryRun }: Sweeps): readonly string[] => [
  ...(backlogLeft ? [`The backlog stopped at its bound of ${backlog}; the next sweep goes on with it.`] : []),
  ...(isWhole ? [] : ['Its time was up before everything was read; the next sweep goes on.']),
  ...(woken > 0 && !isDryRun ? ['What came of it: modelgate decisions'] : []),
];

const wordsOf = (reason: string): string => harmless(REASONS[reason] ?? reason);
const nameOf = (arn: string): string => harmless(arn.split(':model-package/').at(-1) ?? arn);
