// Checks the templates for other accounts and projects, as they are.
import { readdir } from 'node:fs/promises';
import type { Findings } from './check-template.ts';

/** Prints one line a template; answers all findings, each with its file. */
export async function checkStacks(
  check: (path: string) => Findings,
  print: (line: string) => void,
): Promise<readonly string[]> {
  const files = (await readdir('stacks')).filter((name) => name.endsWith('.yaml')).toSorted();
  return files.flatMap((name) => {
    const { resources, findings } = check(`stacks/${name}`);
    print(`template  ${resources} resources, ${findings.length} findings: stacks/${name}`);
    return findings.map((finding) => `stacks/${name}: ${finding}`);
  });
}
