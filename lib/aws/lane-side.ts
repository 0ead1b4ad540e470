// The ports of a sweep over lanes, made together: lanes, projects, wake-ups.
import type { Config } from '../config.ts';
import type { AccountOptions } from './account-access.ts';
import { makeLaneWaker } from './lane-waker.ts';
import { makeLanes } from './lanes.ts';
import { makeProjects } from './projects.ts';

/** Ports for makeSweepLanes. `redeployQueueUrl` null: nobody is woken. */
export const makeLaneSide = (
  {
    tableName,
    redeployQueueUrl,
    registerQueueUrl,
  }: Pick<Config, 'tableName' | 'redeployQueueUrl' | 'registerQueueUrl'>,
  where: AccountOptions,
) => ({
  lanes: makeLanes({ tableName }),
  projectsOf: makeProjects(where),
  wakeLane: makeLaneWaker({ project: redeployQueueUrl, registration: registerQueueUrl }),
});
