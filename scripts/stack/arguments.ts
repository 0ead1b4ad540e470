// What the commands of a stack are given: --stage, --region, --aws-profile and --param, as osls takes them.
import { parseArgs } from 'node:util';
import { InvalidError } from '../../lib/errors.ts';

export type StackArguments = {
  readonly stage: string;
  readonly region: string;
  /** Of --aws-profile; null where the environment says who asks. */
  readonly profile: string | null;
  /** name -> value of each --param. */
  readonly params: ReadonlyMap<string, string>;
  /** All of it again, for osls. */
  readonly args: readonly string[];
};

const OPTIONS = {
  stage: { type: 'string' },
  region: { type: 'string' },
  'aws-profile': { type: 'string' },
  param: { type: 'string', multiple: true },
} as const;

/** Reads the arguments. Throws InvalidError BadArguments for an unknown flag, or a --param that is not NAME=VALUE. */
export function readArguments(given: readonly string[], environment: NodeJS.ProcessEnv): StackArguments {
  const values = valuesOf(given);
  const params = (values.param ?? []).map((text): [string, string] => {
    const [, name, value = ''] = /^(\w+)=(.*)$/su.exec(text) ?? [];
    if (name === undefined)
      throw new InvalidError('BadArguments', `--param=${text} is not NAME=VALUE; such as --param=mode=Enforce`);
    return [name, value];
  });
  const stage = values.stage ?? 'dev';
  const region = values.region ?? environment['AWS_REGION'] ?? environment['AWS_DEFAULT_REGION'] ?? 'us-east-1';
  const profile = values['aws-profile'] ?? null;
  const asked = profile === null ? [] : [`--aws-profile=${profile}`];
  const again = params.map(([name, value]) => `--param=${name}=${value}`);
  return {
    stage,
    region,
    profile,
    params: new Map(params),
    args: [`--stage=${stage}`, `--region=${region}`, ...asked, ...again],
  };
}

function valuesOf(given: readonly string[]) {
  try {
    return parseArgs({ args: [...given], options: OPTIONS }).values;
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    throw new InvalidError(
      'BadArguments',
      `${said} Known are --stage, --region, --aws-profile and --param=NAME=VALUE`,
      {
        cause,
      },
    );
  }
}
