// modelgate pending: every version that waits for people, what is asked, of whom, since when, and how long still.
import type { RequirementState, ReviewState } from '../lib/ledger/review-state.ts';
import { clockText, dayText, spanText } from '../lib/times.ts';
import type { Answer, Call, Command } from './frame/command.ts';
import { EXIT } from './frame/exit.ts';
import { askGate, GATE_OPTIONS } from './frame/gate-route.ts';
import { tableLines } from './frame/table.ts';
import { harmless } from '../lib/harmless.ts';
import type { World } from './frame/world.ts';

export const pending: Command = {
  name: 'pending',
  group: 'review',
  summary: 'versions that wait for people, and of whom',
  usage: '[flags]',
  about: ['Lists the open reviews, the one that is over first at the top.'],
  examples: ['modelgate pending', 'modelgate pending -o json'],
  options: GATE_OPTIONS,
  formats: ['text', 'json'],
  words: { least: 0, most: 0 },
  run: runPending,
};

async function runPending(call: Call, world: World): Promise<Answer> {
  const { reviews = [] } = await askGate('pending', {}, call, world);
  const first = ({ expiresAt }: ReviewState): number => expiresAt ?? Number.MAX_SAFE_INTEGER;
  const sorted = reviews.toSorted((a, b) => first(a) - first(b) || a.openedAt - b.openedAt);
  return { exitCode: EXIT.good, document: { reviews: sorted }, text: () => linesOf(sorted, world.clock()) };
}

const LONGEST_NAME = 24;
const WIDE = 72;

function linesOf(reviews: readonly ReviewState[], now: number): readonly string[] {
  if (reviews.length === 0) return ['No review is open.'];
  const name = Math.min(LONGEST_NAME, Math.max(...reviews.map(({ subject }) => subject.length)));
  const [since, left] = [13, 12];
  const room = WIDE - name - since - left;
  const columns = [
    { title: 'model package', width: Math.max(13, name) },
    { title: 'asked', width: Math.ceil(room / 2) },
    { title: 'may answer', width: Math.floor(room / 2) },
    { title: 'since (UTC)', width: since },
    { title: 'left', width: left },
  ];
  return [
    ...tableLines(
      columns,
      reviews.map((review) => rowOf(review, now)),
    ),
    '',
    'Read it: modelgate explain GROUP/VERSION. Answer: modelgate approve or reject',
    'GROUP/VERSION --comment "..."',
  ];
}

function rowOf(review: ReviewState, now: number): readonly string[] {
  const { subject, requirements, people, openedAt, expiresAt, isBeingApplied } = review;
  const may = people.filter(({ state }) => state === 'mayAnswer').map((one) => one.name);
  const asked = isBeingApplied ? 'being applied' : requirements.map(askedOf).join('; ');
  const span = expiresAt === null ? 'no deadline' : expiresAt > now ? spanText(expiresAt - now) : 'over';
  return [subject, asked, may.join(', ') || 'nobody', `${dayText(openedAt)}, ${clockText(openedAt)}`, span].map(
    harmless,
  );
}

const askedOf = ({ name, given, count, asked }: RequirementState): string =>
  `${name}: ${given} of ${count}, by ${asked}`;
