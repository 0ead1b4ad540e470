// redeploy: wake-ups in, lanes of projects moved; a message that waits is sent again with a delay and acknowledged.
import type { QueueUseCase } from '../handler.ts';
import { makeRedeployProject } from './redeploy-project.ts';
import type { RedeployPorts } from './redeploy-ports.ts';
import { wokenIn } from './woken.ts';

/** Makes the queue's use case. */
export function makeRedeploy(ports: RedeployPorts): QueueUseCase {
  const redeployProject = makeRedeployProject(ports);
  return (messages) => Promise.allSettled(messages.map(async ({ body }) => redeployProject(wokenIn(body, 'project'))));
}
