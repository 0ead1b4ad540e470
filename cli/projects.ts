// modelgate projects: SageMaker projects of the place by name, status and time of creation.
import type { ProjectRow } from '../lib/lane-ports.ts';
import type { Answer, Call, Command } from './frame/command.ts';
import { EXIT } from './frame/exit.ts';
import { misuse } from './frame/flags.ts';
import { connectBy, PLACE_OPTIONS } from './frame/place.ts';
import { harmless } from './frame/terminal.ts';
import { dateText, timeOf } from './frame/times.ts';
import type { World } from './frame/world.ts';

const STATUSES: readonly ProjectRow['status'][] = [
  'Pending',
  'CreateInProgress',
  'CreateCompleted',
  'CreateFailed',
  'DeleteInProgress',
  'DeleteFailed',
  'DeleteCompleted',
  'UpdateInProgress',
  'UpdateCompleted',
  'UpdateFailed',
];

export const projects: Command = {
  name: 'projects',
  group: 'operate',
  summary: 'SageMaker projects and their status',
  usage: '[flags]',
  about: ['Lists SageMaker projects, newest first.'],
  examples: ['modelgate projects --status UpdateFailed --name serving --since 30d'],
  options: [
    { name: 'status', takes: 'LIST', about: 'ProjectStatus, such as UpdateFailed; with commas' },
    { name: 'name', takes: 'TEXT', about: 'whose name contains this' },
    { name: 'since', takes: 'TIME', about: 'created since 7d, 12h or 2026-11-01' },
    ...PLACE_OPTIONS,
  ],
  formats: ['text', 'json'],
  words: { least: 0, most: 0 },
  run: runProjects,
};

async function runProjects({ flags }: Call, world: World): Promise<Answer> {
  const statuses = flags.text('status')?.split(',');
  const unknown = statuses?.find((one) => !STATUSES.some((status) => status === one));
  if (unknown !== undefined)
    throw misuse('projects', `--status is \`${unknown}\`; expected ${STATUSES.join(', ')}, with commas between.`);
  const sinceText = flags.text('since');
  const createdAfter = sinceText === null ? null : timeOf(sinceText, world.clock());
  if (sinceText !== null && createdAfter === null)
    throw misuse('projects', `--since is \`${sinceText}\`; expected 7d, 12h, 2026-11-01 or 2026-11-01T09:00:00Z.`);
  const { account, region } = await connectBy(flags, world);
  const { makeProjects } = await import('../lib/aws/projects.ts');
  const port = makeProjects({ accounts: [], ownAccount: account, region })(account, region);
  const found: ProjectRow[] = [];
  let nextToken: string | null = null;
  do {
    const query = { nameContains: flags.text('name'), createdAfter, createdBefore: null, newestFirst: true, nextToken };
    const page: Awaited<ReturnType<typeof port.list>> = await port.list(query);
    found.push(...page.projects.filter(({ status }) => statuses?.includes(status) ?? true));
    ({ nextToken } = page);
  } while (nextToken !== null);
  return { exitCode: EXIT.good, document: { projects: found }, text: () => linesOf(found) };
}

function linesOf(found: readonly ProjectRow[]): readonly string[] {
  if (found.length === 0) return ['No project matches.'];
  const width = Math.max(...found.map(({ name }) => name.length)) + 2;
  return found.map(
    ({ name, status, id, creationTime }) =>
      `${harmless(name).padEnd(width)}${status.padEnd(18)}${id}  created ${dateText(creationTime)}`,
  );
}
