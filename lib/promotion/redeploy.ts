// redeploy: wake-ups in, lanes of projects moved; a message that waits is sent again with a delay and acknowledged.
import { InvalidError } from '../errors.ts';
import type { QueueUseCase } from '../handler.ts';
import { makeRedeployProject, type Woken } from './redeploy-project.ts';
import type { RedeployPorts } from './redeploy-ports.ts';

/** Makes the queue's use case. */
export function makeRedeploy(ports: RedeployPorts): QueueUseCase {
  const redeployProject = makeRedeployProject(ports);
  return (messages) => Promise.allSettled(messages.map(async ({ body }) => redeployProject(wokenIn(body))));
}

function wokenIn(body: string): Woken {
  try {
    const { laneId, dueAt } = JSON.parse(body) as Partial<Woken>;
    if (typeof laneId === 'string' && laneId.startsWith('project/'))
      return { laneId, dueAt: typeof dueAt === 'number' ? dueAt : null };
  } catch {
    // Told below.
  }
  throw new InvalidError('NotAWakeUp', 'the message names no lane of a project; expected {"laneId":"project/..."}');
}
