// The judge: which invariants (ids as in docs/security.md) one history broke, from effects alone.
import { judgeChain } from './judge-chain.ts';
import { judgeEnd } from './judge-end.ts';
import { judgeEvents } from './judge-events.ts';
import { judgeMoves } from './judge-moves.ts';
import { judgePromotion } from './judge-promotion.ts';
import { judgeReviews } from './judge-reviews.ts';
import { judgeWrites } from './judge-writes.ts';
import type { Moved, Published, RegistryChange } from './records.ts';
import { type World, PACKAGES } from './world.ts';

/** What happened to one package. */
export type Record = {
  readonly identity: string;
  readonly world: World;
  readonly history: readonly RegistryChange[];
  /** The gate's own writes, each with what it says of itself. */
  readonly ours: readonly OurWrite[];
  readonly moves: readonly Moved[];
  readonly published: readonly Published[];
  readonly broke: (rule: string) => void;
};
export type OurWrite = RegistryChange & { readonly written: NonNullable<RegistryChange['written']> };

/** The rules that were broken, each once. */
export function judge(world: World): readonly string[] {
  const broken = new Set<string>();
  for (const identity of PACKAGES.keys()) {
    const history = world.registryLog.filter((change) => change.identity === identity);
    const record: Record = {
      identity,
      world,
      history,
      ours: history.filter((change): change is OurWrite => change.written !== null),
      moves: world.moves.filter((move) => move.identity === identity),
      published: world.published.filter((one) => one.identity === identity),
      broke: (rule) => broken.add(rule),
    };
    judgeChain(record);
    judgeWrites(record);
    judgeEvents(record);
    judgeMoves(record);
    judgeEnd(record);
    if (world.options.isWhole) judgeReviews(record);
  }
  if (world.options.isWhole) judgePromotion(world, (rule) => broken.add(rule));
  if (world.isOn('sweep') && world.state.quietEffects > 0) broken.add('I17 a sweep of a quiet system had effects');
  for (const failure of world.state.failures) broken.add(`X ${failure}`);
  return [...broken];
}
