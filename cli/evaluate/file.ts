// Evidence of a file held against the policies of a folder: no registry, no ledger, no credentials.
import { governing } from '../../lib/policy/match.ts';
import type { Call } from '../frame/command.ts';
import { judge } from './now.ts';
import type { Explained } from './explained.ts';
import { readPolicies } from '../frame/place.ts';
import { evidenceOf, readPlainFile } from './read-evidence.ts';
import type { World } from '../frame/world.ts';

/** What the policies of --policies say of the evidence in a file. Throws CliError 65 and 66. */
export async function evaluateFile(path: string, call: Call, world: World): Promise<Explained> {
  const [policies, value] = await Promise.all([readPolicies(call.flags, world), readPlainFile(path, world)]);
  const evidence = evidenceOf(value, policies, { path, now: world.clock() });
  return judge(evidence, { call, policies, governed: governing(policies, evidence.package.arn) });
}
