// I3b, I3c, I3d: one event id for each revision, no carried-out revision without its event, no event without its write.
import type { Record } from './judge.ts';

/** Judges the events about one package. */
export function judgeEvents({ ours, moves, published, broke }: Record): void {
  const decisions = published.flatMap(({ event, at }) =>
    event.detailType === 'Model Package Decision Made'
      ? [{ revision: event.detail.decision.revision, id: event.detail.eventId, at }]
      : [],
  );
  const last = Math.max(0, ...decisions.map(({ revision }) => revision));
  for (const { written } of ours) if (last < written.revision) broke('I3c write without its event or a later one');
  for (const { after } of moves) {
    const isTold = decisions.some(({ revision }) => revision === after.revision);
    if (after.state === 'done' && !isTold) broke('I3c revision done without its event');
  }
  for (const { revision, id, at } of decisions) {
    if (decisions.some((other) => other.revision === revision && other.id !== id))
      broke('I3b two event ids for one revision');
    const claimed = moves.find(({ after }) => after.revision === revision)?.after;
    if (!claimed) broke('I3d event without a claim');
    else if (claimed.writes && !ours.some((write) => write.written.revision === revision && write.at <= at))
      broke('I3d event without its write');
  }
  for (const { after } of moves) {
    const { review } = after;
    const isAsked = published.some(
      ({ event }) =>
        event.detailType === 'Model Package Review Requested' && event.detail.reviewId === review?.reviewId,
    );
    if (after.state === 'done' && review && !isAsked) broke('I3c review open without its event');
  }
}
