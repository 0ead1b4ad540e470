// What a sweep finds of lanes: those that sleep past their time, and projects stuck in an update. It wakes and never acts.
import { eachPage } from '../each-page.ts';
import type { Lanes, ProjectsOf, ProjectRow, WakeLane } from '../lane-ports.ts';
import type { Clock } from '../ports.ts';

export type SweepLanesPorts = {
  readonly lanes: Pick<Lanes, 'readDueLanes' | 'readLane'>;
  readonly projectsOf: ProjectsOf;
  readonly wakeLane: WakeLane;
  readonly clock: Clock;
  /** Where projects may be redeployed; empty where no file asks for it. */
  readonly places: readonly { readonly account: string; readonly region: string }[];
};

/** One sweep; answers how many lanes were woken. One list page for each hundred projects, no Describe. */
export function makeSweepLanes(ports: SweepLanesPorts): () => Promise<number> {
  return async () => {
    const due = new Set(await dueLanes(ports));
    for (const { account, region } of ports.places)
      for (const { name } of await stuckProjects(ports, account, region)) {
        const laneId = `project/${account}/${region}/${name.toLowerCase()}`;
        const lane = due.has(laneId) ? null : await ports.lanes.readLane(laneId);
        if (lane?.attempt?.phase === 'following') due.add(laneId);
      }
    await Promise.all([...due].map((laneId) => ports.wakeLane({ laneId, delay: 0, dueAt: null })));
    return due.size;
  };
}

async function dueLanes({ lanes, clock }: SweepLanesPorts): Promise<readonly string[]> {
  const pages = await Array.fromAsync(eachPage((token) => lanes.readDueLanes(clock(), token)));
  return pages.flatMap(({ laneIds }) => laneIds);
}

async function stuckProjects(ports: SweepLanesPorts, account: string, region: string): Promise<readonly ProjectRow[]> {
  const projects = ports.projectsOf(account, region);
  const list = (nextToken: string | null) => projects.list({ nameContains: null, createdAfter: null, nextToken });
  const pages = await Array.fromAsync(eachPage(list));
  return pages
    .flatMap((page) => page.projects)
    .filter(({ status }) => status === 'UpdateInProgress' || status === 'UpdateFailed');
}
