// `npm run package`: policies checked, functions bundled and zipped, CloudFormation written and validated. Offline, without credentials.
import { execFile } from 'node:child_process';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { InvalidError } from '../lib/errors.ts';
import { readPolicyFolder } from '../lib/policy-folder.ts';
import { BUILT_FILE, packPolicySet } from '../lib/policy/built-set.ts';
import { requireNoErrors } from '../lib/policy/lint.ts';
import { loadPolicySet } from '../lib/policy/load.ts';
import { isTestFile } from '../lib/policy/policy-texts.ts';
import { type Bundle, bundle, functionNames, hotBytes } from './bundle.ts';
import { bundleCli } from './bundle-cli.ts';
import { checkTemplate } from './check-template.ts';
import { writeZip } from './zip.ts';

/** How much a cold start may load, in KiB minified: decide runs on every event. */
const BUDGET = new Map([['decide', 900]]);
const TEMPLATE = '.serverless/cloudformation-template-update-stack.json';

const print = (line: string): void => void process.stdout.write(`${line}\n`);
const kib = (bytes: number): string => (bytes / 1024).toFixed(0).padStart(5);

/** Reads, lints and compiles the policies, so that a broken one cannot be deployed. Answers the files as they go into each zip: without tests. */
async function packPolicies(): Promise<ReadonlyMap<string, Uint8Array>> {
  const files = await readPolicyFolder('policies');
  requireNoErrors(files, Date.now());
  const set = loadPolicySet(files);
  const { policies, digest } = set;
  if (policies.length === 0) {
    throw new InvalidError('NoPolicy', 'policies/ holds no policy; expected a file with kind: ModelApprovalPolicy');
  }
  const packed = files.filter(({ path }) => !isTestFile(path));
  print(`policies  ${packed.length} files, ${policies.length} policies, digest ${digest.slice(0, 12)}`);
  const texts = packed.map(({ path, text }) => [path.replaceAll('\\', '/'), Buffer.from(text)] as const);
  return new Map([...texts, [`policies/${BUILT_FILE}`, Buffer.from(packPolicySet(set))]]);
}

/** Bundles and zips one function; answers why not, where it is over its budget. */
async function packFunction(name: string, policies: ReadonlyMap<string, Uint8Array>): Promise<string | null> {
  const made = await bundle(name);
  await writeZip(`dist/${name}.zip`, new Map([...policies, ...made.files]));
  report(made);
  const budget = BUDGET.get(name);
  const size = hotBytes(made) / 1024;
  return budget !== undefined && size > budget
    ? `functions/${name}.ts loads ${size.toFixed(0)} KiB minified at each cold start; its budget is ${budget} KiB`
    : null;
}

function report(made: Bundle): void {
  const { name, files, hot, parts } = made;
  const zipped = hot.reduce((sum, path) => sum + gzipSync(files.get(path) ?? '').length, 0);
  const lazy = files.size - hot.length;
  const budget = BUDGET.has(name) ? `, budget ${BUDGET.get(name)} KiB` : '';
  print(
    `${name.padEnd(9)} ${kib(hotBytes(made))} KiB minified at cold start, ${kib(zipped).trim()} KiB gzipped${budget}; ${lazy} more files when needed`,
  );
  for (const { from, bytes } of parts.slice(0, 8)) print(`          ${kib(bytes)} KiB  ${from}`);
}

/** Checks the templates for other accounts and projects as they are. */
async function checkStacks(): Promise<readonly string[]> {
  const files = (await readdir('stacks')).filter((name) => name.endsWith('.yaml')).toSorted();
  return files.flatMap((name) => {
    const { resources, findings } = checkTemplate(`stacks/${name}`);
    print(`template  ${resources} resources, ${findings.length} findings: stacks/${name}`);
    return findings.map((finding) => `stacks/${name}: ${finding}`);
  });
}

/** Lets osls write the templates; it needs no network and no credentials for that. */
async function writeTemplate(args: readonly string[]): Promise<void> {
  try {
    await promisify(execFile)('osls', ['package', ...args], { env: { ...process.env, SLS_TELEMETRY_DISABLED: '1' } });
  } catch (cause) {
    const said = cause instanceof Error && 'stdout' in cause ? String(cause.stdout) : '';
    throw new InvalidError('BadDeployment', `osls could not package serverless.yml:\n${said}${String(cause)}`, {
      cause,
    });
  }
}

async function main(args: readonly string[]): Promise<readonly string[]> {
  await rm('dist', { recursive: true, force: true });
  await mkdir('dist', { recursive: true });
  const policies = await packPolicies();
  const faults: string[] = [];
  for (const name of await functionNames()) {
    const fault = await packFunction(name, policies);
    if (fault !== null) faults.push(fault);
  }
  print(`cli       ${kib(await bundleCli())} KiB minified in dist/cli`);
  await writeTemplate(args);
  const { resources, findings } = checkTemplate(TEMPLATE);
  print(`template  ${resources} resources, ${findings.length} findings: ${TEMPLATE}`);
  const ofStacks = await checkStacks();
  return [...faults, ...findings, ...ofStacks];
}

try {
  const faults = await main(process.argv.slice(2));
  for (const fault of faults) print(`error     ${fault}`);
  process.exitCode = faults.length > 0 ? 1 : 0;
} catch (error) {
  if (!(error instanceof InvalidError)) throw error;
  for (const fault of error.faults) print(`error     ${fault}`);
  process.exitCode = 1;
}
