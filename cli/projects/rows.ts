// Projects with what the gate did there: rows for the document, lines for people.
import type { ProjectRow } from '../../lib/lane-ports.ts';
import type { Lane } from '../../lib/ledger/lane.ts';
import { endedBadly, groupOf, standingOf } from '../../lib/promotion/lane-standing.ts';
import { isWithoutProject } from '../../lib/promotion/project-lane.ts';
import { longTime } from '../../lib/times.ts';
import { harmless } from '../../lib/harmless.ts';

/** What the gate knows of a project, or of a group whose project it doesn't know. */
export type Standing = {
  readonly laneId: string;
  readonly name: string;
  readonly account: string;
  readonly region: string;
  /** As people read it: `serves search-ranking v2`, since when (RFC 3339). */
  readonly says: readonly { readonly text: string; readonly since: string | null }[];
  /** Nothing follows until somebody acts. */
  readonly isClosed: boolean;
};

/** A project of SageMaker; `gate` is null where the gate never wanted anything there. */
export type Row = ProjectRow & { readonly gate: Standing | null };

/** What the gate wants in one project, from its lane. */
export function standingRow(lane: Lane): Standing {
  const { laneId, account, region, target } = lane;
  return {
    laneId,
    name: isWithoutProject(lane) ? `no project known for group ${groupOf(lane)}` : target,
    account,
    region,
    says: standingOf(lane).map(({ text, since }) => ({
      text,
      since: since === null ? null : new Date(since).toISOString(),
    })),
    isClosed: endedBadly(lane) !== null,
  };
}

/** Projects first, then what the gate knows beside them. */
export function linesOf(rows: readonly Row[], beside: readonly Standing[]): readonly string[] {
  if (rows.length + beside.length === 0) return ['No project matches.'];
  const width = Math.max(...[...rows, ...beside].map(({ name }) => name.length)) + 2;
  return [
    ...rows.flatMap(({ name, status, id, creationTime, gate }) => [
      `${harmless(name).padEnd(width)}${status.padEnd(18)}${id}  created ${longTime(creationTime)}`,
      ...(gate ? standingLines(gate) : []),
    ]),
    ...beside.flatMap((standing) => [
      `${harmless(standing.name).padEnd(width)}account ${standing.account}, ${standing.region}`,
      ...standingLines(standing),
    ]),
  ];
}

const standingLines = ({ says, isClosed }: Standing): readonly string[] => [
  ...says.map(({ text, since }) => `  ${harmless(text)}${since === null ? '' : ` (since ${longTime(since)})`}`),
  ...(isClosed ? ['  to do: mend that, then modelgate projects --retry'] : []),
];
