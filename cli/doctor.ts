// modelgate doctor: reads the installation and says in words what is missing or wrong, and the next command.
import { lastChange } from '../lib/ledger/mode.ts';
import type { Answer, Call, Command } from './frame/command.ts';
import { CliError } from './frame/cli-error.ts';
import { checkInstallation, type Finding } from './doctor/checks.ts';
import { EXIT } from './frame/exit.ts';
import { openModes } from './mode/open.ts';
import { connectBy, PLACE_OPTIONS, policiesOrNull, POLICIES_OPTION } from './frame/place.ts';
import { harmless, marked, wrapped, WIDTH, type Terminal } from './frame/terminal.ts';
import type { World } from './frame/world.ts';

export const doctor: Command = {
  name: 'doctor',
  group: 'operate',
  summary: 'what is missing or wrong in this installation, and what next',
  usage: '[flags]',
  about: [
    'Reads ledger, mode, deployment, rules, queues, the sweep and the directory of a stack, deployed or embedded. Nothing is written. Exit 0 where all is well, 69 otherwise.',
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
      const modes = await openModes(connection);
      const [items, installed] = await Promise.all([modes.readAll(), modes.readInstalled()]);
      const stack = items.find(({ group }) => group === null);
      const inAudit = items.filter((item) => item.group !== null && lastChange(item)?.mode === 'Audit');
      const switches = {
        stack: stack ? lastChange(stack) : null,
        groupsInAudit: inAudit.map(({ group }) => group ?? ''),
      };
      return await checkInstallation({ connection, policies, installed, switches, now: world.clock() });
    } catch (error) {
      if (!(error instanceof CliError)) throw error;
      return [
        {
          what: 'ledger',
          isGood: false,
          says: error.message.split('\n')[0] ?? '',
          next: 'npm run deploy, or --region, --stage, --stack',
        },
      ];
    }
  }
}

function linesOf({ what, isGood, says, next }: Finding, terminal: Terminal): readonly string[] {
  const lines = wrapped(harmless(says), WIDTH - 18);
  const mark = marked(isGood ? 'pass' : 'fail', what.padEnd(16), terminal);
  return [
    ...lines.map((line, index) => (index === 0 ? `${mark}${line}` : `${' '.repeat(18)}${line}`)),
    ...(next === null ? [] : [`${' '.repeat(18)}Next: ${next}`]),
  ];
}
