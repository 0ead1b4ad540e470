// What the commands of a stack are given: --stage, --region, --aws-profile and --param, as osls takes them.
import { readFile } from 'node:fs/promises';
import { parseDocument } from 'yaml';
import { InvalidError } from '../../lib/errors.ts';
import { badValue, type Given, type ScriptOption } from '../script.ts';
import { isMapping } from '../template/template.ts';
import { type DeclaredParameters, requireParameters } from './parameters.ts';

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

/** What a stack is worked on with. Throws InvalidError BadArguments for an option, or a parameter of serverless.yml, that can't be. */
export async function readStackArguments(
  given: Given<keyof typeof STACK_OPTIONS>,
  environment: NodeJS.ProcessEnv,
): Promise<StackArguments> {
  const read = stackArguments(given, environment);
  requireParameters(read, read.params, await declaredParameters());
  return read;
}

/** What serverless.yml says of its parameters, stage by stage. Throws InvalidError BadDeployment for a file that can't be read. */
export async function declaredParameters(file = 'serverless.yml'): Promise<DeclaredParameters> {
  const document = parseDocument(await readFile(file, 'utf8'), { logLevel: 'silent', merge: true });
  const [fault] = document.errors;
  if (fault) throw new InvalidError('BadDeployment', `${file}: ${fault.message.split('\n')[0]?.replace(/:$/u, '')}`);
  const params = (document.toJS({ maxAliasCount: 10_000 }) as { readonly params?: unknown } | null)?.params;
  if (!isMapping(params) || !isMapping(params['default']))
    throw new InvalidError('BadDeployment', `${file}: params.default is not a mapping of parameters`);
  return params as DeclaredParameters;
}

/** The options alone. Throws InvalidError BadArguments for a --param that is not NAME=VALUE, and for a stage or region that can't be. */
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
  if (!/^[A-Za-z0-9-]{1,40}$/u.test(stage)) throw badValue('stage', stage, 'up to 40 letters, digits and hyphens');
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

/** The region that was asked for, or that of the environment. Throws InvalidError BadArguments for a text that no region is named by. */
export function regionOf(asked: string | null, environment: NodeJS.ProcessEnv): string {
  const region = asked ?? environment['AWS_REGION'] ?? environment['AWS_DEFAULT_REGION'] ?? 'us-east-1';
  if (!/^[a-z]{2}(?:-[a-z]+)+-\d$/u.test(region)) throw badValue('region', region, 'a region such as eu-west-1');
  return region;
}
