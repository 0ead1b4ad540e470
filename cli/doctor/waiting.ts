// What waits: dead letters, the queues that work comes by and whether they are polled, sweeps, and what they archive.
import { ARCHIVED_WITHIN } from '../../lib/archive/anchors.ts';
import { longTime, MINUTE, spanText } from '../../lib/times.ts';
import { good, MAKE_ANEW, wrong, type Check, type Finding, type Given } from './finding.ts';

/** Three sweeps that did not come. */
const STALE = 45 * MINUTE;

/** How old the oldest message of each queue may be. A channel that fails is tried for two hours; what is copied may take fifteen minutes and five more tries. */
const QUEUES = [
  ['IntakeQueue', 15 * MINUTE, 'decide'],
  ['NotifyQueue', 120 * MINUTE, 'notify'],
  ['PromoteQueue', 15 * MINUTE, 'promote'],
  ['RedeployQueue', 30 * MINUTE, 'redeploy'],
  ['RegisterQueue', 120 * MINUTE, 'register'],
] as const;

async function deadLetters({ connection: { stack, region }, installation, now }: Given): Promise<readonly Finding[]> {
  const { makeDeadLetterQueues } = await import('../../lib/aws/dead-letter-queues.ts');
  const queues = await makeDeadLetterQueues({ stack, region }).list();
  if (queues.length === 0)
    return [wrong('dead letters', 'no dead letter queue of this stack can be seen', 'npm run deploy')];
  const full = queues.filter(({ count }) => count > 0);
  if (full.length === 0) return [good('dead letters', `none in ${queues.length} queues`)];
  return Promise.all(
    full.map(async ({ name, url, count }) => {
      const age = await installation.oldestAge(nameIn(url), now);
      const since = age === null ? '' : `, the oldest since ${spanText(age)}`;
      return wrong('dead letters', `${count} in ${name}${since}`, 'modelgate redrive');
    }),
  );
}

const nameIn = (url: string): string => url.split('/').at(-1) ?? '';

async function lag({ installation, resources, now }: Given): Promise<readonly Finding[]> {
  if (!resources) return [];
  const seen = await Promise.all(
    QUEUES.map(async ([logicalId, most, worker]) => {
      const url = resources.get(logicalId) ?? logicalId;
      const [queue, age] = await Promise.all([installation.queue(url), installation.oldestAge(nameIn(url), now)]);
      return { logicalId, most, worker, messages: queue?.messages ?? 0, age: age ?? 0 };
    }),
  );
  const late = seen.filter(({ age, most }) => age > most);
  const [intake] = seen;
  return late.length === 0
    ? [
        good(
          'lag',
          intake && intake.messages > 0
            ? `${intake.messages} hints wait in the intake queue, the oldest for ${spanText(intake.age)}`
            : 'no hint waits in the intake queue',
        ),
      ]
    : late.map(({ logicalId, worker, messages, age }) =>
        wrong(
          'lag',
          `the oldest of ${messages} messages in ${logicalId} waits for ${spanText(age)}`,
          `see why ${worker} does not get through: docs/operations.md#nothing-is-decided`,
        ),
      );
}

async function sweep({ connection: { account, region }, now, tableName }: Given): Promise<Finding> {
  const { makeSweepCursors } = await import('../../lib/aws/sweep-cursors.ts');
  const cursor = await makeSweepCursors({ tableName, client: { region } }).readCursor(`${account}/${region}`);
  const at = cursor?.changedUntil ?? null;
  const log = 'see the schedule and the log of reconcile: docs/operations.md#nothing-is-decided';
  if (at === null)
    return wrong(
      'sweep',
      `none has come through ${account}/${region} yet`,
      `modelgate reconcile, or wait 15 minutes; then ${log}`,
    );
  const ago = `the last one through ${account}/${region} was ${spanText(Math.max(0, now - at))} ago, ${longTime(at)}`;
  return now - at > STALE ? wrong('sweep', ago, log) : good('sweep', ago);
}

/** Whether Lambda hands the messages of each queue to its function. A mapping that is being changed will do so soon. */
async function polling({ installation, resources }: Given): Promise<readonly Finding[]> {
  if (!resources) return [];
  const seen = await Promise.all(
    QUEUES.map(async ([queue, , worker]) => {
      const id = resources.get(`${worker[0]?.toUpperCase()}${worker.slice(1)}EventSourceMappingSQS${queue}`);
      return { queue, worker, id, state: id === undefined ? null : await installation.eventSource(id) };
    }),
  );
  const faults = seen.flatMap(({ queue, worker, id, state }) => {
    if (state === null)
      return [
        wrong(
          'polling',
          `nothing hands messages of ${queue} to ${worker}: its event source mapping is not there`,
          MAKE_ANEW,
        ),
      ];
    if (!state.startsWith('Disabl')) return [];
    const enable = `aws lambda update-event-source-mapping --uuid ${id} --enabled`;
    return [wrong('polling', `${worker} gets no message of ${queue}: its event source mapping is ${state}`, enable)];
  });
  return faults.length > 0 ? faults : [good('polling', `${seen.length} queues are handed to their functions`)];
}

async function archive({
  resources,
  installed,
  now,
  tableName,
  connection: { region },
}: Given): Promise<readonly Finding[]> {
  // A stack without sweeps is told of as such.
  if (!resources?.has('ArchiveBucket') || !installed) return [];
  const { makeArchiveMemory } = await import('../../lib/aws/archive-memory.ts');
  const cursor = await makeArchiveMemory({ tableName, client: { region } }).readCursor();
  const until = cursor?.until ?? null;
  const behind = now - (until ?? installed.at);
  if (behind > ARCHIVED_WITHIN)
    return [
      wrong(
        'archive',
        until === null
          ? `nothing was ever archived, though this stack has been there for ${spanText(behind)}`
          : `it ends at ${longTime(until)}, ${spanText(behind)} ago: it is no longer filled`,
        'see ArchiveFailedAlarm: docs/operations.md#the-archive-stands-still',
      ),
    ];
  return [
    good('archive', until === null ? 'its first day is not over yet' : `holds every day until ${longTime(until)}`),
  ];
}

export const WAITING: readonly Check[] = [
  { what: 'dead letters', run: deadLetters },
  { what: 'lag', run: lag },
  { what: 'polling', run: polling },
  { what: 'sweep', run: sweep },
  { what: 'archive', run: archive },
];
