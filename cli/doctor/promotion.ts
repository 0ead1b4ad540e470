// What an approval set in motion and did not come to its end: projects that failed or wait, targets that are closed.
import { counted } from '../../lib/counted.ts';
import type { Lane } from '../../lib/ledger/lane.ts';
import { isBecauseWatched } from '../../lib/promotion/is-watched.ts';
import { endedBadly, standingOf } from '../../lib/promotion/lane-standing.ts';
import { HOUR, spanText } from '../../lib/times.ts';
import { allLanes, openLanes } from '../packages/lanes.ts';
import { good, wrong, type Check, type Finding, type Given } from './finding.ts';

/** As the alarm on lanes that wait. */
const LONG_WAIT = HOUR;
/** So many are told one by one; `modelgate projects` has all. */
const MOST_TOLD = 3;

async function promotion({ connection, now }: Given): Promise<readonly Finding[]> {
  const lanes = await openLanes(connection);
  const [projects, targets] = await Promise.all([allLanes(lanes, 'project'), allLanes(lanes, 'registration')]);
  const faults = [...projectFaults(projects, now), ...targetFaults(targets)];
  if (faults.length > 0) return faults;
  const said = `${counted(projects.length, 'project')} and ${counted(targets.length, 'copy', 'copies')} stand as approved`;
  return [good('promotion', projects.length + targets.length === 0 ? 'nothing followed an approval yet' : said)];
}

function projectFaults(lanes: readonly Lane[], now: number): readonly Finding[] {
  const closed = lanes.filter((lane) => endedBadly(lane) !== null);
  const told = closed.slice(0, MOST_TOLD).map((lane) => {
    const { text = '' } = standingOf(lane).at(-1) ?? {};
    const about = lane.target === '' ? 'a group without a known project' : `project ${lane.target}`;
    return wrong('promotion', `${about} ${text}`, 'mend that, then modelgate projects --retry');
  });
  const late = lanes.filter(
    ({ waitingSince, because }) => now - (waitingSince ?? now) > LONG_WAIT && !isBecauseWatched(because),
  );
  const rest = closed.length - told.length;
  return [
    ...told,
    ...(rest > 0 ? [wrong('promotion', `${rest} more projects did not get a version`, 'modelgate projects')] : []),
    ...late
      .slice(0, MOST_TOLD)
      .map(({ target, waitingSince, because }) =>
        wrong(
          'promotion',
          `project ${target} waits for ${spanText(now - (waitingSince ?? now))}${because === null ? '' : `: ${because}`}`,
          'docs/promotion.md#when-a-lane-waits',
        ),
      ),
  ];
}

function targetFaults(lanes: readonly Lane[]): readonly Finding[] {
  const closed = Map.groupBy(
    lanes.filter(({ blocked }) => blocked),
    ({ target }) => target,
  );
  return [...closed].map(([target, own]) =>
    wrong(
      'promotion',
      `${counted(own.length, 'copy', 'copies')} kept out of ${target}: ${own[0]?.blocked?.reason ?? ''}`,
      'modelgate targets',
    ),
  );
}

/** Two queries, or one more for each hundred lanes. */
export const PROMOTION: readonly Check[] = [{ what: 'promotion', run: promotion }];
