// Follows the buses of the embedded AWS: when a model package was registered, and what the gate decided about it.
import { objectOf, textOf } from '../json-object.ts';
import { projectLine } from './project-line.ts';
import { readSeen, type Seen } from './seen.ts';

/** An event as the tap of the embedded EventBridge hands it over. */
type Tapped = {
  readonly account: string;
  readonly region: string;
  readonly bus: string;
  readonly event: { readonly 'detail-type': string; readonly source: string; readonly detail: unknown };
};
/** The part of the embedded EventBridge that is listened to. */
export type Tappable = { readonly tap: (listener: (seen: Tapped) => void) => () => void };

/** All decisions seen so far, and how many events there were on all buses. */
export type Feed = {
  readonly decisions: () => readonly Seen[];
  readonly events: () => number;
  /** How updates of projects ended, as sentences. */
  readonly projects: () => readonly string[];
  /** The verdict last seen per package ARN. */
  readonly verdicts: () => ReadonlyMap<string, Seen>;
  readonly stop: () => void;
};

/** A text member of an event's detail; empty where it has none. */
const detailText = (detail: unknown, member: string): string => textOf(objectOf(detail)[member]);

/** Who hears of decisions, and of what followed one, as a line without its time. */
export type Listening = { readonly onDecision?: (seen: Seen) => void; readonly onFollowed?: (line: string) => void };

/** Listens from now on. `now` in milliseconds. */
export function followDecisions(
  eventbridge: Tappable,
  now: () => number,
  { onDecision, onFollowed }: Listening = {},
): Feed {
  const registered = new Map<string, number>();
  const decisions: Seen[] = [];
  const projects: string[] = [];
  const told = new Set<string>();
  let events = 0;
  const stop = eventbridge.tap(({ bus, event }) => {
    events += 1;
    const arn = bus === 'default' ? detailText(event.detail, 'ModelPackageArn') : '';
    if (arn !== '' && !registered.has(arn)) registered.set(arn, now());
    // Workers beside each other may publish the same event: its id is the same.
    const eventId = detailText(event.detail, 'eventId');
    if (told.has(eventId)) return;
    if (eventId !== '') told.add(eventId);
    const line = bus === 'default' ? null : projectLine(event['detail-type'], event.detail);
    if (line !== null) {
      projects.push(line);
      onFollowed?.(line);
    }
    if (event['detail-type'] !== 'Model Package Decision Made' || event.source.startsWith('aws.')) return;
    const seen = readSeen(event.detail, now(), registered);
    if (!seen) return;
    decisions.push(seen);
    onDecision?.(seen);
  });
  return {
    decisions: () => decisions,
    events: () => events,
    projects: () => projects,
    verdicts: () => new Map(decisions.map((seen) => [seen.arn, seen])),
    stop,
  };
}
