// What the functions stand on: the embedded AWS, the people's side, and the clock that both tell.
import { type Aws, startAws } from '../aws.ts';
import { type Clock, makeClock } from '../clock.ts';
import type { AwsEvent } from '../eventbridge/eventbridge.ts';
import { withRateLimit } from '../front/rate-limit.ts';
import { type Later, makeLater } from '../later.ts';
import { type Lambda, makeLambda } from '../lambda/lambda.ts';
import { type Logs, makeLogs } from '../logs/logs.ts';
import { makeNastyEvents } from '../sagemaker/nasty-events.ts';
import type { ProjectControl } from '../sagemaker/project-control.ts';
import { makeSageMaker } from '../sagemaker/sagemaker.ts';
import type { SageMakerEvent } from '../sagemaker/state-change.ts';
import type { World } from '../service.ts';
import { messageOf } from '../message-of.ts';
import type { Flags } from './flags.ts';
import { type PeopleSide, startPeopleSide } from './people-side.ts';
import { EXIT, StartRefused } from './refusal.ts';

/** Running, and empty. */
export type Ground = {
  readonly aws: Aws;
  /** How changes of SageMaker projects go: held, let go, failed. */
  readonly projects: ProjectControl;
  /** Pages, Slack and mailboxes. */
  readonly people: PeopleSide;
  readonly clock: Clock;
  /** What the registry and its events will still do by themselves. */
  readonly later: Later;
  readonly lambda: Lambda;
  readonly logs: Logs;
};

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : null);

const asAwsEvent = (event: SageMakerEvent): AwsEvent => ({
  id: event.id,
  account: event.account,
  region: event.region,
  source: event.source,
  detailType: event['detail-type'],
  time: Date.parse(event.time),
  resources: event.resources,
  detail: event.detail,
});

/** Listens; a port in use and a state that can't be read back are said in a sentence. */
async function bound<Started>(port: number, flag: string, start: () => Promise<Started>): Promise<Started> {
  try {
    return await start();
  } catch (error) {
    if (codeOf(error) === 'EBADSTATE') throw new StartRefused(EXIT.badData, messageOf(error));
    if (codeOf(error) !== 'EADDRINUSE') throw error;
    throw new StartRefused(
      EXIT.unavailable,
      `port ${port} is in use by another program. Choose another one: npm start -- --${flag} ${port + 1}`,
    );
  }
}

async function startStandIn(
  flags: Flags,
  world: World,
  { ses, secrets }: PeopleSide,
): Promise<Pick<Ground, 'aws' | 'projects' | 'lambda' | 'logs' | 'later'>> {
  const later = makeLater();
  const late: { aws?: Aws } = {};
  const deliver = (event: SageMakerEvent): void => late.aws?.eventbridge.putFromAws(asAwsEvent(event));
  const sagemaker = makeSageMaker({ world, emit: makeNastyEvents(flags.events, world, deliver, later), later });
  const [lambda, logs] = [makeLambda(), makeLogs(world)];
  const { port, account, region, latencyMs, dataDir } = flags;
  late.aws = await bound(port, 'port', () =>
    startAws({
      port,
      account,
      region,
      world,
      services: [withRateLimit(sagemaker, world, flags.rateLimit), secrets, logs],
      restServices: [ses, lambda],
      latencyMs,
      ...(dataDir !== null && { dataDir }),
    }),
  );
  return { aws: late.aws, projects: sagemaker.projects, lambda, logs, later };
}

/** Both ports, or none: what is open already is closed where the other is in use. */
export async function openGround(flags: Flags): Promise<Ground> {
  const clock = makeClock();
  const world = { now: clock.now, random: Math.random };
  const people = await bound(flags.pagesPort, 'pages-port', () => startPeopleSide(flags.pagesPort, world));
  const standIn = await startStandIn(flags, world, people).catch(async (error: unknown) => {
    await people.close();
    throw error;
  });
  const { account, region } = flags;
  people.ses.onReturned((event) =>
    standIn.aws.eventbridge.putFromAws({ ...event, account, region, source: 'aws.ses', resources: [] }),
  );
  return { ...standIn, people, clock };
}
