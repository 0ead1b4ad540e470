// modelgate redrive: what lies in the dead letter queues and why, in words; with --send it goes back to where it came from.
import type { LastReason } from '../lib/aws/last-reason.ts';
import type { DeadLetterQueue, DeadLetterQueues } from '../lib/aws/dead-letter-queues.ts';
import { counted } from '../lib/counted.ts';
import { spanText } from '../lib/times.ts';
import type { Answer, Call, Command } from './frame/command.ts';
import { explainLetter, type Explained } from './redrive/explain-letter.ts';
import { EXIT } from './frame/exit.ts';
import { misuse } from './frame/flags.ts';
import { connectBy, PLACE_OPTIONS } from './frame/place.ts';
import { harmless } from '../lib/harmless.ts';
import type { World } from './frame/world.ts';

const MOST = 100;

export const redrive: Command = {
  name: 'redrive',
  group: 'operate',
  summary: 'what could not be processed and why; send it back',
  usage: '[flags]',
  about: [
    'Shows what lies in the dead letter queues of the stack, for how long, and why.',
    'With --send each message goes back to the queue it came from, once its cause is mended. Nothing is done twice by that: a message only says "look here", and what is done follows from the registry and the ledger. What would be refused again stays where it is.',
  ],
  examples: ['modelgate redrive', 'modelgate redrive --send --queue IntakeDeadLetterQueue'],
  options: [
    { name: 'send', about: 'send back; without it nothing is changed' },
    { name: 'queue', takes: 'NAME', about: 'only this one, such as IntakeDeadLetterQueue' },
    { name: 'limit', takes: 'N', about: `at most so many messages of each queue (${MOST})` },
    ...PLACE_OPTIONS,
  ],
  formats: ['text', 'json'],
  words: { least: 0, most: 0 },
  run: runRedrive,
};

type Shown = Explained & { readonly outcome: 'would be sent back' | 'sent back' | 'stays' };
type QueueShown = { readonly queue: string; readonly count: number; readonly letters: readonly Shown[] };

async function runRedrive({ flags }: Call, world: World): Promise<Answer> {
  const limit = Number(flags.text('limit') ?? MOST);
  if (!Number.isSafeInteger(limit) || limit < 1)
    throw misuse('redrive', `--limit is \`${flags.text('limit')}\`; expected a whole number from 1.`);
  const { stack, region } = await connectBy(flags, world);
  const [{ makeDeadLetterQueues }, { makeLastReason }] = await Promise.all([
    import('../lib/aws/dead-letter-queues.ts'),
    import('../lib/aws/last-reason.ts'),
  ]);
  const queues = makeDeadLetterQueues({ stack, region });
  const all = await queues.list();
  const wanted = flags.text('queue');
  const chosen = all.filter(({ name }) => wanted === null || name === wanted);
  if (wanted !== null && chosen.length === 0)
    throw misuse('redrive', `--queue is \`${wanted}\`; stack ${stack} has ${all.map(({ name }) => name).join(', ')}.`);
  const shown: QueueShown[] = [];
  const lastReason = makeLastReason({ region, endpoint: world.environment['AWS_ENDPOINT_URL'] || null });
  for (const queue of chosen)
    shown.push(await work(queues, queue, { limit, stack, lastReason, isSent: flags.is('send') }));
  const document = { stack, region, isSent: flags.is('send'), queues: shown };
  return { exitCode: EXIT.good, document, text: () => linesOf(document, world.clock()) };
}

type Asked = {
  readonly limit: number;
  readonly stack: string;
  readonly lastReason: LastReason;
  readonly isSent: boolean;
};

async function work(queues: DeadLetterQueues, queue: DeadLetterQueue, { limit, isSent, ...asked }: Asked) {
  const letters: Shown[] = [];
  for (const letter of await queues.read(queue, limit)) {
    const explained = await explainLetter(queue, letter, asked);
    const maySend = explained.stays === null && queue.sourceUrl !== null;
    await (isSent && maySend ? queues.sendBack(queue, letter) : queues.putBack(queue, letter));
    letters.push({ ...explained, outcome: maySend ? (isSent ? 'sent back' : 'would be sent back') : 'stays' });
  }
  return { queue: queue.name, count: Math.max(queue.count, letters.length), letters };
}

type Document = { stack: string; region: string; isSent: boolean; queues: readonly QueueShown[] };

function linesOf({ stack, region, isSent, queues }: Document, now: number): readonly string[] {
  const full = queues.filter(({ count }) => count > 0);
  if (full.length === 0) return [`No dead letters in the ${queues.length} queues of ${stack}, ${region}.`];
  const lines = full.flatMap(({ queue, count, letters }) => [
    `${queue}: ${counted(count, 'message')}`,
    ...letters.flatMap((letter) => letterLines(letter, now)),
    '',
  ]);
  const waiting = full.some(({ letters }) => letters.some(({ outcome }) => outcome === 'would be sent back'));
  return [...lines, ...(!isSent && waiting ? ['Once the cause is mended: modelgate redrive --send'] : [])];
}

const letterLines = ({ about, sentAt, receives, why, stays, outcome }: Shown, now: number): readonly string[] => [
  `  ${harmless(about)}`,
  `    ${spanText(Math.max(0, now - sentAt))} old, received ${counted(receives, 'time')} here; ${outcome}`,
  `    ${harmless(stays ?? why)}`,
];
