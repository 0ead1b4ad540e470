// modelgate approve, reject and withdraw: what one person says about an open review, at the door of the command line.
import type { ReviewState } from '../lib/ledger/review-state.ts';
import type { Answer, Call, Command } from './frame/command.ts';
import { EXIT } from './frame/exit.ts';
import { askGate, GATE_OPTIONS, type Done } from './frame/gate-route.ts';
import { harmless } from '../lib/harmless.ts';
import { wrapped, WIDTH } from './frame/terminal.ts';
import type { World } from './frame/world.ts';

type Verb = 'approve' | 'reject' | 'withdraw';

const SUMMARIES = {
  approve: 'approve an open review, as the person you are in the directory',
  reject: 'reject it',
  withdraw: 'take back what you said, as long as it is open',
} as const satisfies Record<Verb, string>;

/** The three verbs, in the order of --help. */
export const answers: readonly Command[] = (['approve', 'reject', 'withdraw'] as const).map((verb) => ({
  name: verb,
  group: 'review',
  summary: SUMMARIES[verb],
  usage: '<arn | group/version | d-...> [flags]',
  about: [
    'You are known by the IAM user or the Identity Center session that signs the request, never by a role. One person has one voice, through whatever door.',
    'With a decision id (d-...) the answer is bound to what you read there: where the evidence has changed since, it is refused.',
  ],
  examples: [`modelgate ${verb} fraud-card/8${verb === 'withdraw' ? '' : ' --comment "read the report"'}`],
  options: [
    { name: 'comment', takes: 'TEXT', about: 'why; some reviews require it' },
    { name: 'digest', takes: 'SHA256', about: 'packageDigest that you were shown (pending -o json)' },
    ...GATE_OPTIONS,
  ],
  formats: ['text', 'json'],
  words: { least: 1, most: 1 },
  run: async (call: Call, world: World) => answerOf(await askGate(verb, givenBy(call), call, world)),
}));

function givenBy({ words: [modelPackage = ''], flags }: Call) {
  const [comment, packageDigest] = [flags.text('comment'), flags.text('digest')];
  return { modelPackage, ...(comment !== null && { comment }), ...(packageDigest !== null && { packageDigest }) };
}

/** What was recorded; the review as it stands with it. */
function answerOf({ lines, reviews = [] }: Done): Answer {
  const [review = null]: readonly (ReviewState | null)[] = reviews;
  return {
    exitCode: EXIT.good,
    document: { recorded: lines.join('\n'), review },
    text: () => lines.flatMap((line) => wrapped(harmless(line), WIDTH)),
  };
}
