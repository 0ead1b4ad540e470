// The command line of one verb, read strictly: an unknown flag, a missing value or a word too many is said with what is expected.
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { messageOf } from '../../lib/errors.ts';
import { didYouMean } from '../../lib/policy/suggest.ts';
import { CliError } from './cli-error.ts';
import { FORMATS, type Call, type Command, type Flags, type Format, type Option } from './command.ts';
import { EXIT } from './exit.ts';

const LOCAL_URL = 'http://127.0.0.1:4566';

/** Flags of every verb. */
export const ALWAYS: readonly Option[] = [
  { name: 'output', takes: 'FORMAT', about: 'text (default), json, and where it fits junit and github; short: -o' },
  { name: 'help', about: 'this text; short: -h' },
];

/** Misuse: exit 64, with the way to the help. */
export const misuse = (verb: string, sentence: string): CliError =>
  new CliError(EXIT.usage, `${sentence}\nAll flags: modelgate ${verb} --help`);

/** Reads the arguments after the verb; null where help is asked for. Throws CliError 64. */
export function readCall(command: Command, args: readonly string[]): Call | null {
  const options = [...command.options, ...ALWAYS];
  const given = withLocalUrl(args);
  const { values, positionals } = parsed(command, options, given);
  if (values['help'] === true) return null;
  const { least, most } = command.words;
  if (positionals.length < least || positionals.length > most) {
    const got = positionals.length === 0 ? 'nothing' : positionals.map((word) => `\`${word}\``).join(' ');
    const folder = options.some(({ name }) => name === 'policies') && most === 0 ? ' A folder: --policies DIR.' : '';
    throw misuse(command.name, `Expected: modelgate ${command.name} ${command.usage}; got ${got}.${folder}`);
  }
  return { words: positionals, flags: flagsOf(values), format: formatOf(command, values['output']) };
}

/** `--local` may stand alone; the next word is its URL only where it looks like one. */
function withLocalUrl(args: readonly string[]): readonly string[] {
  return args.flatMap((arg, index) => {
    if (arg === '--local') return /^https?:\/\//u.test(args[index + 1] ?? '') ? [arg] : [`--local=${LOCAL_URL}`];
    return [arg];
  });
}

type Values = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;

function parsed(command: Command, options: readonly Option[], args: readonly string[]) {
  const config = Object.fromEntries<NonNullable<ParseArgsConfig['options']>[string]>(
    options.map(({ name, takes, isMany }) => {
      const short = name === 'output' ? { short: 'o' } : name === 'help' ? { short: 'h' } : {};
      return [name, { type: takes === undefined ? 'boolean' : 'string', ...(isMany && { multiple: true }), ...short }];
    }),
  );
  try {
    return parseArgs({ args: [...args], options: config, strict: true, allowPositionals: true });
  } catch (error) {
    throw misuse(command.name, faultOf(error, options));
  }
}

function faultOf(error: unknown, options: readonly Option[]): string {
  const said = messageOf(error);
  const [, unknown] = /^Unknown option '--?([^']+)'/u.exec(said) ?? [];
  if (unknown === undefined) return `${said.split('. ')[0]?.replace(/\.$/u, '')}.`;
  // A format is what people try as a flag first.
  if (FORMATS.some((format) => format === unknown)) return `There is no flag --${unknown}. Write -o ${unknown}.`;
  const meant = didYouMean(
    unknown,
    options.map(({ name }) => name),
  );
  return `There is no flag --${unknown}.${meant === null ? '' : ` ${meant.replace('Did you mean ', 'Did you mean --')}`}`;
}

function flagsOf(values: Values): Flags {
  return {
    is: (name) => values[name] === true,
    text: (name) => {
      const value = values[name];
      return typeof value === 'string' ? value : null;
    },
    list: (name) => {
      const value = values[name];
      return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
    },
  };
}

function formatOf(command: Command, given: Values[string]): Format {
  const known = command.formats.find((format) => format === (given ?? 'text'));
  if (known) return known;
  throw misuse(command.name, `-o is \`${String(given)}\`; ${command.name} prints ${command.formats.join(', ')}.`);
}
