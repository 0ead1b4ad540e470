// Captured fixtures instead of a ledger: what the policies of before say of each, and what the new ones say.
import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { declaredBy } from '../../lib/policy/declarations.ts';
import type { PolicySet } from '../../lib/policy/load.ts';
import { compare, judgedBy } from './compare.ts';
import type { Tried } from './ledger.ts';
import { CliError } from '../frame/cli-error.ts';
import { EXIT } from '../frame/exit.ts';
import { evidenceOf, readPlainFile } from '../evaluate/read-evidence.ts';
import type { World } from '../frame/world.ts';

export type PolicySets = { readonly before: PolicySet; readonly after: PolicySet };

/** Tries each *.yaml, *.yml and *.json below the folder, in the order of their names. Throws CliError 66 and 65. */
export async function tryFixtures(folder: string, sets: PolicySets, world: World): Promise<readonly Tried[]> {
  const names = await readdir(resolve(world.folder, folder), { recursive: true }).catch((error: unknown) => {
    throw new CliError(EXIT.notFound, `Not found: folder ${folder} can't be read.\n${String(error)}`);
  });
  const files = names.filter((name) => /\.(?:ya?ml|json)$/u.test(name)).toSorted();
  const tried: Tried[] = [];
  for (const name of files) tried.push(await tryOne(join(folder, name), sets, world));
  return tried;
}

async function tryOne(path: string, { before, after }: PolicySets, world: World): Promise<Tried> {
  const value = await readPlainFile(path, world);
  const now = world.clock();
  const declared = [before, after].flatMap((set) => declaredBy(set.policies).declarations);
  const of = (set: PolicySet) => evidenceOf(value, set, { path, now, others: declared });
  const evidence = of(after);
  const { arn } = evidence.package;
  const old = judgedBy(before, of(before)) ?? { verdict: 'NoOpinion', policies: [] };
  return {
    name: `${arn.group} v${arn.version}`,
    group: arn.group,
    arn: arn.arn,
    identity: path,
    decisionId: path,
    missing: null,
    compared: compare(old, judgedBy(after, evidence)),
  };
}
