// Runs one command line: finds the verb, reads its flags, prints its answer in the format asked for, and says what went wrong.
import { ENGINE_VERSION } from '../../lib/engine-version.ts';
import { didYouMean } from '../../lib/policy/suggest.ts';
import { CliError } from './cli-error.ts';
import type { Answer, Command, Format } from './command.ts';
import { EXIT } from './exit.ts';
import { explainFailure } from './explain-failure.ts';
import { misuse, readCall } from './flags.ts';
import { helpOf, overview } from './help.ts';
import { githubLines, junitLines } from './reports.ts';
import { harmless } from '../../lib/harmless.ts';
import type { World } from './world.ts';

/** Runs `modelgate ARGS`; answers the exit code. Never throws. */
export async function run(commands: readonly Command[], args: readonly string[], world: World): Promise<number> {
  try {
    return await dispatch(commands, args, world);
  } catch (error) {
    world.progress('');
    const { exitCode, message } = explainFailure(error, world.environment);
    const [first = '', ...more] = message.split('\n');
    for (const line of [first, ...more.map((one) => (one === '' ? one : `  ${one}`))]) world.err(harmless(line));
    return exitCode;
  }
}

async function dispatch(commands: readonly Command[], args: readonly string[], world: World): Promise<number> {
  const [verb, ...rest] = args;
  if (verb === undefined || verb === '--help' || verb === '-h' || verb === 'help') return help(commands, rest, world);
  if (verb === '--version' || verb === 'version') return print([`modelgate ${ENGINE_VERSION}`], world);
  const command = commandOf(commands, verb);
  const call = readCall(command, rest);
  if (!call) return print(helpOf(command), world);
  const answer = await command.run(call, world);
  world.progress('');
  print(linesOf(answer, call.format, command, world), world);
  return answer.exitCode;
}

function help(commands: readonly Command[], [verb]: readonly string[], world: World): number {
  return print(
    verb === undefined || verb.startsWith('-') ? overview(commands) : helpOf(commandOf(commands, verb)),
    world,
  );
}

function commandOf(commands: readonly Command[], verb: string): Command {
  const found = commands.find(({ name }) => name === verb);
  if (found) return found;
  const meant = didYouMean(
    verb,
    commands.map(({ name }) => name),
  );
  throw new CliError(
    EXIT.usage,
    `There is no verb \`${verb}\`.${meant === null ? '' : ` ${meant}`}\nAll verbs: modelgate --help`,
  );
}

function linesOf(answer: Answer, format: Format, command: Command, world: World): readonly string[] {
  switch (format) {
    case 'text':
    case 'zip':
      return answer.text(world.terminal);
    case 'json':
      return [JSON.stringify(answer.document, asPlain, 2)];
    case 'junit':
      if (answer.cases) return junitLines(answer.cases);
      break;
    case 'github':
      if (answer.findings) return githubLines(answer.findings);
      break;
    case 'html':
      if (answer.html) return [answer.html()];
      break;
    default:
      return format satisfies never;
  }
  throw misuse(command.name, `-o ${format} has nothing to print here.`);
}

const asPlain = (_key: string, value: unknown): unknown => (value instanceof Map ? Object.fromEntries(value) : value);

/** Texts of the registry may carry control characters; colours are put on by us and stay. */
function print(lines: readonly string[], world: World): number {
  for (const line of lines) world.out(line);
  return EXIT.good;
}
