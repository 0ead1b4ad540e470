// `npm run deploy`, `diff` and `remove`: osls, after what it would not ask.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readPolicyFolder } from '../lib/policy-folder.ts';
import { runScript } from './script.ts';
import { readStackArguments, STACK_OPTIONS, type StackArguments } from './stack/arguments.ts';
import { deployedCode, deployedTemplate } from './stack/deployed.ts';
import { diffLines, packagedZip } from './stack/diff.ts';
import {
  examplesLeft,
  requireCommitted,
  requireCredentials,
  requireRealAws,
  requireRemovable,
} from './stack/refusals.ts';
import { templateAlone } from './template/template-alone.ts';
import { OSLS } from './template/write-template.ts';

const print = (line: string): void => void process.stdout.write(`${line}\n`);

/** Runs a script of Node to its end; answers its exit code. */
async function run(script: string, args: readonly string[]): Promise<number> {
  const env = { ...process.env, SLS_TELEMETRY_DISABLED: '1' };
  const [code] = (await once(spawn(process.execPath, [script, ...args], { stdio: 'inherit', env }), 'exit')) as [
    number | null,
  ];
  return code ?? 1;
}

/** Builds only grow: the time is a number that a later deployment has more of, also one that rolls back. */
const withBuild = ({ args, params }: StackArguments): readonly string[] =>
  params.has('build') ? args : [...args, `--param=build=${Math.floor(Date.now() / 1000)}`];

async function deploy(given: StackArguments): Promise<number> {
  requireRealAws(process.env);
  await requireCommitted('.');
  print(`deploying as ${await requireCredentials(given.region)}`);
  for (const note of examplesLeft(await readPolicyFolder('policies'))) print(`note      ${note}`);
  const args = withBuild(given);
  const packaged = await run('scripts/package.ts', args);
  return packaged === 0 ? run(OSLS, ['deploy', ...args]) : packaged;
}

async function diff(given: StackArguments): Promise<number> {
  const { region, args, params } = given;
  const stack = `modelgate-${given.stage}`;
  await requireCredentials(region);
  const deployed = await deployedTemplate(stack, region);
  // The build is another one each time; what is deployed stands in for it.
  const build = deployed?.Resources['DecideLambdaFunction']?.Properties?.['Environment'];
  const before = (build as { Variables?: { BUILD?: string } } | undefined)?.Variables?.BUILD;
  const same = before === undefined || params.has('build') ? [] : [`--param=build=${before}`];
  const packaged = await templateAlone([...args, ...same]);
  const codeOf = (name: string): Promise<string | null> => deployedCode(name, region);
  for (const line of await diffLines(stack, { deployed, packaged, codeOf, zipOf: packagedZip })) print(line);
  return 0;
}

async function remove(given: StackArguments): Promise<number> {
  const stack = `modelgate-${given.stage}`;
  requireRealAws(process.env);
  requireRemovable(await templateAlone(given.args), stack);
  print(`removing ${stack} as ${await requireCredentials(given.region)}; table, evidence bucket and archive stay`);
  return run(OSLS, ['remove', ...given.args]);
}

const VERBS = {
  deploy: {
    work: deploy,
    does: ['Packages the committed policies and functions, and deploys them as a stack.'],
  },
  diff: { work: diff, does: ['What a deployment would change: resources, parameters, code. Changes nothing.'] },
  remove: { work: remove, does: ['Removes a stack that is no production stage; what was recorded stays.'] },
} as const;

const isVerb = (text: string): text is keyof typeof VERBS => Object.hasOwn(VERBS, text);

const [verb = '', ...rest] = process.argv.slice(2);
if (!isVerb(verb)) throw new Error(`\`${verb}\` is not one of ${Object.keys(VERBS).join(', ')}`);
const { work, does } = VERBS[verb];
await runScript(
  { call: `npm run ${verb}`, does, options: STACK_OPTIONS },
  async (asked) => {
    const given = await readStackArguments(asked, process.env);
    // The SDK's own clients and the scripts that are started find it there.
    if (given.profile !== null) process.env['AWS_PROFILE'] = given.profile;
    return work(given);
  },
  rest,
);
