// npm start -- --once: works the world to rest and prints what came of it.
import { seedBurst, seedCandidates } from '../seed/seed.ts';
import type { FileEvent } from './event-file.ts';
import { feedEvent } from './feed-event.ts';
import type { Flags } from './flags.ts';
import { exitCodeOf, type Outcome, outcomeJson, outcomeLines } from './once.ts';
import type { Printing } from './print.ts';
import { untilRest } from './rest.ts';
import type { StartedWorld } from './world.ts';

/** Registers what is to be decided: the candidates of a fresh seeded world, and those of --burst. */
export async function registerCandidates(world: StartedWorld, flags: Flags): Promise<void> {
  if (flags.isSeeded && world.isFresh) await seedCandidates(world.seedPlace);
  if (flags.burst > 0) await seedBurst(world.seedPlace, flags.burst);
}

// What events lost, or an earlier run left, is found by the sweep; elsewhere it would only cost calls.
const needsSweep = (world: StartedWorld, flags: Flags): boolean => flags.events.lose > 0 || !world.isFresh;

const MOST_SWEEPS = 5;

/** Sweeps until one brings no decision: what the first one sets in motion, such as a copy whose own event is lost, the next one finds. */
async function sweepToRest({ runtime, feed }: StartedWorld, rest: () => Promise<void>): Promise<void> {
  for (let sweeps = 0; sweeps < MOST_SWEEPS; sweeps++) {
    const before = feed.decisions().length;
    await runtime.runSchedule('reconcile');
    await rest();
    if (feed.decisions().length === before) return;
  }
}

/** Runs to rest, prints, stops; returns the exit code. `started` in milliseconds. */
export async function runOnce(
  world: StartedWorld,
  flags: Flags,
  event: FileEvent | null,
  printing: Printing & { readonly out: (line: string) => void },
): Promise<number> {
  const started = Date.now();
  await registerCandidates(world, flags);
  await untilRest(world);
  if (needsSweep(world, flags)) await sweepToRest(world, () => untilRest(world));
  const note = event ? await feedEvent(world, event, flags.eventFile ?? '') : null;
  const lastDecision = world.feed.decisions().at(-1)?.at ?? Date.now();
  const outcome: Outcome = {
    decisions: world.feed.decisions(),
    calls: world.calls(),
    milliseconds: Math.max(0, lastDecision - started),
    events: world.feed.events(),
    left: 0,
    dlq: world.runtime.dlqDepths(),
    notes: note === null ? [] : [note],
    projects: world.feed.projects(),
  };
  const lines = flags.isJson ? [outcomeJson(outcome)] : outcomeLines(outcome, printing);
  for (const line of lines) printing.out(line);
  await world.stop();
  return exitCodeOf(outcome);
}
