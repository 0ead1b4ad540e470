// What the commands of a stack are given: --stage, --region, --aws-profile and --param, as osls takes them.
import { badValue, type Given, type ScriptOption } from '../script.ts';

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

/** Options of every command of a stack. */
export const STACK_OPTIONS = {
  stage: { takes: 'NAME', about: 'whose stack it is, modelgate-NAME (dev)' },
  region: { takes: 'NAME', about: 'region of AWS (AWS_REGION, else us-east-1)' },
  'aws-profile': { takes: 'NAME', about: 'who asks; else as the environment says' },
  param: { takes: 'NAME=VALUE', about: 'a parameter of serverless.yml; may come again', isMany: true },
} as const satisfies Readonly<Record<string, ScriptOption>>;

/** What a stack is worked on with. Throws InvalidError BadArguments for a --param that is not NAME=VALUE. */
export function stackArguments(
  given: Given<keyof typeof STACK_OPTIONS>,
  environment: NodeJS.ProcessEnv,
): StackArguments {
  const params = given.list('param').map((text): [string, string] => {
    const [, name, value = ''] = /^(\w+)=(.*)$/su.exec(text) ?? [];
    if (name === undefined) throw badValue('param', text, 'NAME=VALUE, such as mode=Enforce');
    return [name, value];
  });
  const stage = given.text('stage') ?? 'dev';
  const region = regionOf(given.text('region'), environment);
  const profile = given.text('aws-profile');
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

/** The region that was asked for, or that of the environment. */
export const regionOf = (asked: string | null, environment: NodeJS.ProcessEnv): string =>
  asked ?? environment['AWS_REGION'] ?? environment['AWS_DEFAULT_REGION'] ?? 'us-east-1';
