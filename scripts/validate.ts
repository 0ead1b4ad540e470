// `npm run validate`: serverless.yml packaged with each combination of stack parameters and checked; the stacks of other accounts too. Offline; nothing needs to be built.
import { checkStacks } from './check-stacks.ts';
import { withValidator } from './check-template.ts';
import { runScript } from './script.ts';
import { CASES } from './template/cases.ts';
import { checkDecided } from './template/check-cases.ts';
import { LAWS } from './template/laws.ts';
import { templateAlone } from './template/template-alone.ts';

const print = (line: string): void => void process.stdout.write(`${line}\n`);

async function validate(): Promise<readonly string[]> {
  return withValidator(async (check) => {
    const faults: string[] = [];
    for (const { name, args, values } of CASES) {
      const template = await templateAlone(args);
      const { resources, findings } = await checkDecided(template, values, check);
      print(`template  ${resources} resources, ${findings.length} findings: ${name}`);
      faults.push(...findings.map((finding) => `${name}: ${finding}`));
    }
    faults.push(...(await checkStacks(check, print)));
    print(`laws      ${LAWS.length}, each held against each template`);
    return faults;
  });
}

const SCRIPT = {
  call: 'npm run validate',
  does: [
    'Holds serverless.yml, with each combination of stack parameters, against',
    'its laws; the stacks of other accounts too. Offline; nothing is built.',
  ],
  options: {},
};

await runScript(SCRIPT, async () => {
  const faults = await validate();
  for (const fault of faults) print(`error     ${fault}`);
  return faults.length > 0 ? 1 : 0;
});
