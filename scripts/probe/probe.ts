// Asks all questions and tells what was seen; what was made is removed whatever happens.
import { type Question, QUESTIONS } from './questions.ts';
import { namesOf, openSite, type ProbeClients } from './site.ts';

export type ProbeOptions = {
  /** Milliseconds without an event after which none is expected any more. */
  readonly wait: number;
  readonly image: string;
  /** false: only what would be made is told. */
  readonly isMeant: boolean;
  /** Asked beside the ten. */
  readonly more?: readonly Question[];
};

/** Prints as it goes. Answers how many answers were not as expected; throws AWS's refusal where nothing could be made. */
export async function probe(
  clients: ProbeClients,
  { wait, image, isMeant, more = [] }: ProbeOptions,
  print: (line: string) => void,
): Promise<number> {
  const names = namesOf();
  print(
    `makes and removes: model package group ${names.group} with about ten versions, rule ${names.rule} on the default bus, queue ${names.queue}`,
  );
  if (!isMeant) {
    print('nothing was made; with --yes it is');
    return 0;
  }
  const site = await openSite(clients, names, { wait, image });
  let others = 0;
  try {
    for (const { question, expected, ask } of [...QUESTIONS, ...more]) {
      const seen = await ask(site).catch((error: unknown) =>
        error instanceof Error ? `${error.name}: ${error.message}` : String(error),
      );
      if (seen !== expected) others += 1;
      print(`${seen === expected ? '=' : '≠'} ${question}\n    expected ${expected}; seen ${seen}`);
    }
  } finally {
    const left = await site.remove();
    print(left.length === 0 ? 'all of it is removed' : `left behind, remove by hand:\n  ${left.join('\n  ')}`);
  }
  return others;
}
