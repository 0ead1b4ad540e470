// The frame of the npm scripts: --help, and one sentence with exit code 2 for an option that is not known or a value that can't be.
import { parseArgs } from 'node:util';
import { InvalidError, messageOf } from '../lib/errors.ts';
import { didYouMean } from '../lib/policy/suggest.ts';

/** One option; without `takes` it is a switch. `about` fits beside its name on a line of 80 columns. */
export type ScriptOption = { readonly takes?: string; readonly about: string; readonly isMany?: boolean };

export type Script<Name extends string> = {
  /** As it is typed: `npm run bench`. */
  readonly call: string;
  /** What it does, in lines of at most 80 columns. */
  readonly does: readonly string[];
  readonly options: Readonly<Record<Name, ScriptOption>>;
};

/** What a script was given. */
export type Given<Name extends string> = {
  readonly is: (name: Name) => boolean;
  readonly text: (name: Name) => string | null;
  readonly list: (name: Name) => readonly string[];
  /** A whole number from `least` on, or `otherwise` where none is given. Throws InvalidError BadArguments. */
  readonly whole: (name: Name, otherwise: number, least?: number) => number;
};

/** A value that can't be: the option, the value and what is expected. */
export const badValue = (name: string, value: string, expected: string): InvalidError =>
  new InvalidError('BadArguments', `--${name} is \`${value}\`; expected ${expected}.`);

/** Reads the arguments; null where help is asked for. Throws InvalidError BadArguments with one sentence. */
export function readScript<Name extends string>(script: Script<Name>, args: readonly string[]): Given<Name> | null {
  const values = valuesOf(script, args);
  if (values['help'] === true) return null;
  const text = (name: Name): string | null => {
    const value = values[name];
    return typeof value === 'string' ? value : null;
  };
  return {
    is: (name) => values[name] === true,
    text,
    list: (name) => {
      const value = values[name];
      return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
    },
    whole: (name, otherwise, least = 0) => {
      const value = text(name);
      if (value === null) return otherwise;
      const number = /^\d{1,15}$/u.test(value) ? Number(value) : Number.NaN;
      if (number >= least) return number;
      throw badValue(name, value, `a whole number${least > 0 ? ` of at least ${least}` : ''}`);
    },
  };
}

type Values = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;

function valuesOf(script: Script<string>, args: readonly string[]): Values {
  const options = Object.fromEntries(
    Object.entries(script.options).map(([name, { takes, isMany = false }]) => [
      name,
      { type: takes === undefined ? ('boolean' as const) : ('string' as const), multiple: isMany },
    ]),
  );
  try {
    return parseArgs({ args: [...args], options: { ...options, help: { type: 'boolean', short: 'h' } } }).values;
  } catch (cause) {
    throw new InvalidError('BadArguments', faultOf(script, cause), { cause });
  }
}

function faultOf({ options }: Script<string>, error: unknown): string {
  const said = messageOf(error);
  const [, unknown] = /^Unknown option '--?([^']+)'/u.exec(said) ?? [];
  if (unknown === undefined) return `${said.split(/\.\s/u)[0]?.replace(/\.$/u, '')}.`;
  const meant = didYouMean(unknown, Object.keys(options))?.replace('Did you mean ', 'Did you mean --');
  return `There is no option --${unknown}.${meant === undefined ? '' : ` ${meant}`}`;
}

/** The text of --help. */
export function helpOf({ call, does, options }: Script<string>): string {
  const rows = [...Object.entries(options), ['help', { about: 'this text' } as ScriptOption] as const].map(
    ([name, { takes, about }]) => [`--${name}${takes === undefined ? '' : ` ${takes}`}`, about] as const,
  );
  const width = Math.max(...rows.map(([shown]) => shown.length)) + 2;
  const lines = rows.map(([shown, about]) => `  ${shown.padEnd(width)}${about}`);
  return [`${call} -- [options]`, '', ...does, '', ...lines].join('\n');
}

/**
 * Runs a script with the arguments of this process; `work` answers the exit code. Misuse ends with 2; the faults of another InvalidError are
 * printed and end with 1; whatever else `work` throws is thrown on.
 */
export async function runScript<Name extends string>(
  script: Script<Name>,
  work: (given: Given<Name>) => Promise<number>,
  args: readonly string[] = process.argv.slice(2),
): Promise<void> {
  // Who reads may go away early, as `head` does.
  process.stdout.on('error', () => process.exit());
  try {
    const given = readScript(script, args);
    if (given) process.exitCode = await work(given);
    else process.stdout.write(`${helpOf(script)}\n`);
  } catch (error) {
    if (!(error instanceof InvalidError)) throw error;
    const isMisuse = error.reason === 'BadArguments';
    if (isMisuse) process.stderr.write(`${error.message} All options: ${script.call} -- --help\n`);
    else for (const fault of error.faults) process.stdout.write(`error     ${fault}\n`);
    process.exitCode = isMisuse ? 2 : 1;
  }
}
