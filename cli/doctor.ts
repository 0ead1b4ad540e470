// modelgate doctor: reads the installation and says in words what is missing or wrong, and the next command.
import { messageOf } from '../lib/errors.ts';
import { lastChange } from '../lib/ledger/mode.ts';
import type { PolicySet } from '../lib/policy/load.ts';
import type { Answer, Call, Command } from './frame/command.ts';
import type { Connection } from './frame/connect.ts';
import { CliError } from './frame/cli-error.ts';
import { checkInstallation } from './doctor/checks.ts';
import type { Finding, Given } from './doctor/finding.ts';
import { EXIT } from './frame/exit.ts';
import { openModes } from './mode/open.ts';
import { connectBy, PLACE_OPTIONS, policiesOrNull, POLICIES_OPTION } from './frame/place.ts';
import { harmless } from '../lib/harmless.ts';
import { hanging, marked, type Terminal, WIDTH } from './frame/terminal.ts';
import type { World } from './frame/world.ts';

export const doctor: Command = {
  name: 'doctor',
  group: 'operate',
  summary: 'what is missing or wrong in this installation, and what next',
  usage: '[flags]',
  about: [
    'Reads a stack, deployed or embedded: version, mode, clock; rules, policies of queues and buses; dead letters, lag, polling, sweeps, archive; secrets, directory, Slack, mail. Nothing is written, no secret is shown. Each finding that is wrong stands with the next command. Exit 0 where all is well, 69 otherwise.',
    'A check that this identity may not make says so and does not end the others: modelgate iam --doctor prints the rights for all of them.',
  ],
  examples: ['modelgate doctor', 'modelgate doctor --local'],
  options: [POLICIES_OPTION, ...PLACE_OPTIONS],
  formats: ['text', 'json'],
  words: { least: 0, most: 0 },
  run: runDoctor,
};

async function runDoctor({ flags }: Call, world: World): Promise<Answer> {
  const connection = await connectBy(flags, world);
  const policies = await policiesOrNull(flags, world);
  const findings = await findingsOf();
  const isGood = findings.every((one) => one.isGood);
  return {
    exitCode: isGood ? EXIT.good : EXIT.unavailable,
    document: { stack: connection.stack, isGood, findings },
    text: (terminal) => [
      `${connection.stack}   account ${connection.account}, ${connection.region}`,
      ...findings.flatMap((one) => linesOf(one, terminal)),
    ],
  };

  /** Without a ledger there is no installation to look at further. */
  async function findingsOf(): Promise<readonly Finding[]> {
    try {
      return await checkInstallation(await readGiven(connection, policies, world));
    } catch (error) {
      if (!(error instanceof CliError)) throw error;
      const says = error.message.split('\n')[0] ?? '';
      return [{ what: 'ledger', isGood: false, says, next: 'npm run deploy, or --region, --stage, --stack' }];
    }
  }
}

/** What the checks share. Throws CliError where there is no ledger. */
async function readGiven(connection: Connection, policies: PolicySet | null, world: World): Promise<Given> {
  const { stack, region } = connection;
  const endpoint = world.environment['AWS_ENDPOINT_URL'] || null;
  const place = { region, endpoint };
  const [{ tableName }, { makeInstallation }, { listStackResources, findGateUrl }] = await Promise.all([
    connection.table(),
    import('../lib/aws/installation.ts'),
    import('../lib/aws/find-stack.ts'),
  ]);
  const modes = await openModes(connection);
  const [items, installed, resources, gateUrl] = await Promise.all([
    modes.readAll(),
    modes.readInstalled(),
    listStackResources(stack, place).catch(messageOf),
    // The embedded Slack lies beside the pages; a token goes nowhere else than to Slack otherwise.
    endpoint === null ? null : findGateUrl(stack, place),
  ]);
  const switched = items.find(({ group }) => group === null);
  const inAudit = items.filter((item) => item.group !== null && lastChange(item)?.mode === 'Audit');
  return {
    connection,
    tableName,
    policies,
    installed,
    switches: {
      stack: switched ? lastChange(switched) : null,
      groupsInAudit: inAudit.map(({ group }) => group ?? ''),
    },
    installation: makeInstallation(place),
    resources: typeof resources === 'string' ? null : resources,
    unlisted: typeof resources === 'string' ? resources : '',
    slackApiUrl: gateUrl === null ? 'https://slack.com/api' : `${gateUrl}/inbox/slack/api`,
    now: world.clock(),
  };
}

/** Columns before a sentence: mark and name. */
const LABEL = 19;

function linesOf({ what, isGood, says, next }: Finding, terminal: Terminal): readonly string[] {
  const mark = marked(isGood ? 'pass' : 'fail', what.padEnd(LABEL - 2), terminal);
  return [
    ...hanging(mark, harmless(says), WIDTH - LABEL),
    // In one piece: it is pasted.
    ...(next === null ? [] : [`${' '.repeat(LABEL)}Next: ${harmless(next)}`]),
  ];
}
