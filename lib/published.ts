// The form of every event that modelgate publishes on its bus.
import type { Decision } from './decisions/decision.ts';

/** One event, ready for PutEvents: `detail` carries schemaVersion and an eventId that is the same for whoever publishes it. */
export type Published<Name extends string, Detail> = {
  readonly detailType: Name;
  readonly resources: readonly string[];
  readonly detail: Detail;
};

/** What the detail of every event about one model package version begins with. */
export type OfVersion = {
  readonly schemaVersion: '1';
  readonly eventId: string;
  readonly subject: Decision['subject'];
};
