// The looks of versions that need no full description: one BatchDescribe for a hundred of them, again when it has grown old.
import { arnKey, type ModelPackageArn } from '../identity.ts';
import type { Clock, Registry } from '../ports.ts';
import type { SharedSummary } from './look.ts';
import { readSummaries } from './survey.ts';

/** The summary that may stand for this version's first look; null where it has none, or was asked for before. Throws what the registry throws. */
export type BatchSummaries = (arn: ModelPackageArn) => Promise<SharedSummary | null>;

/** A summary older than this (ms) is no look any more: the write that rests on it has to leave within 20 s of it. */
const SERVES_FOR = 10_000;

/** Makes the summaries of one batch, to be asked for after HEAD was read. `arns`: the versions that have no HEAD and need no description. */
export function makeBatchSummaries(registry: Registry, clock: Clock, arns: readonly ModelPackageArn[]): BatchSummaries {
  const open = new Map(arns.map((arn) => [arnKey(arn), arn]));
  let readAt = -Infinity;
  let summaries: ReturnType<typeof readSummaries> | null = null;
  return async (arn) => {
    if (!open.has(arnKey(arn))) return null;
    if (!summaries || clock() - readAt >= SERVES_FOR) {
      readAt = clock();
      // Those that were asked for are decided by now.
      summaries = readSummaries(registry, clock, [...open.values()]);
      summaries.catch(() => (summaries = null));
    }
    open.delete(arnKey(arn));
    const summary = (await summaries).get(arnKey(arn)) ?? null;
    return summary && clock() - summary.lookedAt < SERVES_FOR ? summary : null;
  };
}
