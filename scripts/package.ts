// `npm run package`: policies checked, functions bundled and zipped, CloudFormation written and validated. Offline, without credentials.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { counted } from '../lib/counted.ts';
import { readPolicyFolder } from '../lib/policy-folder.ts';
import { functionNames } from '../local/runtime/bundle-functions.ts';
import { type Bundle, bundle, hotBytes } from './bundle.ts';
import { bundleCli } from './bundle-cli.ts';
import { checkStacks } from './check-stacks.ts';
import { withValidator } from './check-template.ts';
import { packPolicies } from './pack-policies.ts';
import { checkDecided } from './template/check-cases.ts';
import { plainTemplate } from './template/plain.ts';
import { writeTemplate } from './template/write-template.ts';
import { runScript } from './script.ts';
import { readStackArguments, STACK_OPTIONS } from './stack/arguments.ts';
import { writeZip } from './zip.ts';

/** How much a cold start may load, in KiB minified: decide runs on every event. */
const BUDGET = new Map([['decide', 900]]);
/** For whoever deploys without osls. */
const PLAIN = 'dist/modelgate.json';

const print = (line: string): void => void process.stdout.write(`${line}\n`);
const kib = (bytes: number): string => (bytes / 1024).toFixed(0).padStart(5);

/** Zips one function; answers why not, where it is over its budget. */
async function packFunction(made: Bundle, policies: ReadonlyMap<string, Uint8Array>): Promise<string | null> {
  const { name } = made;
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

/** Packages every function, all at once: esbuild has processes of its own. Answers what is over its budget. */
async function packFunctions(policies: ReadonlyMap<string, Uint8Array>): Promise<readonly string[]> {
  const names = await functionNames();
  const bundles = await Promise.all(names.map((name) => bundle(name)));
  const faults = await Promise.all(bundles.map((made) => packFunction(made, policies)));
  return faults.filter((fault) => fault !== null);
}

async function main(args: readonly string[]): Promise<readonly string[]> {
  await rm('dist', { recursive: true, force: true });
  await mkdir('dist', { recursive: true });
  const { contents, policies, digest } = packPolicies(await readPolicyFolder('policies'));
  print(
    `policies  ${counted(contents.size, 'file')}, ${counted(policies, 'policy', 'policies')}, digest ${digest.slice(0, 12)}`,
  );
  const [faults, cliBytes] = await Promise.all([packFunctions(contents), bundleCli()]);
  print(`cli       ${kib(cliBytes)} KiB minified in dist/cli`);
  // Beside the validator, whose rules take seconds to compile.
  const writing = writeTemplate(args);
  return withValidator(async (check) => {
    const template = await writing;
    await writeFile(PLAIN, `${JSON.stringify(plainTemplate(template), null, 1)}\n`);
    const { resources, findings } = await checkDecided(template, {}, check);
    print(`template  ${resources} resources, ${findings.length} findings: .serverless/, and ${PLAIN} for other tools`);
    return [...faults, ...findings, ...(await checkStacks(check, print))];
  });
}

const SCRIPT = {
  call: 'npm run package',
  does: [
    'Writes what would be deployed into dist/ and .serverless/: policies checked,',
    'functions bundled within their budgets, the template validated. Offline.',
  ],
  options: STACK_OPTIONS,
};

await runScript(SCRIPT, async (given) => {
  const { args } = await readStackArguments(given, process.env);
  const faults = await main(args);
  for (const fault of faults) print(`error     ${fault}`);
  return faults.length > 0 ? 1 : 0;
});
