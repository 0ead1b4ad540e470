// Why a switch to Enforce would change nothing: something weaker holds. Said before anything is written.
import { resourceOf } from '../../lib/identity.ts';
import { lastChange } from '../../lib/ledger/mode.ts';
import { governing } from '../../lib/policy/match.ts';
import type { Place } from '../../lib/policy/policy.ts';
import { longTime } from '../../lib/times.ts';
import { CliError } from '../frame/cli-error.ts';
import type { Flags } from '../frame/command.ts';
import type { Connection } from '../frame/connect.ts';
import { EXIT } from '../frame/exit.ts';
import type { Modes } from './open.ts';
import { policiesOrNull, readPolicyFiles } from '../frame/place.ts';
import type { World } from '../frame/world.ts';

type Wanted = {
  /** In lower case; null is the stack. */
  readonly group: string | null;
  /** As it was typed. */
  readonly shownGroup: string | null;
  readonly modes: Modes;
  readonly connection: Connection;
  readonly flags: Flags;
  readonly world: World;
};

/** Throws CliError 77 where deployment, stack or every policy of the group keeps it in Audit. */
export async function refuseEnforce(wanted: Wanted): Promise<void> {
  const { group, shownGroup, modes, connection } = wanted;
  const scope = shownGroup ?? `Stack ${connection.stack}`;
  const installed = await modes.readInstalled();
  if (installed?.mode === 'Audit')
    throw refused(`${scope} stays in Audit, the stack was deployed in it.`, [
      `mode: Audit is a parameter of build ${installed.build}. A switch only weakens what was`,
      'deployed. Deploy with it: npm run deploy -- --param mode=Enforce',
    ]);
  if (group === null || shownGroup === null) return;
  const stack = (await modes.readAll()).find((item) => item.group === null);
  const change = stack && lastChange(stack);
  if (change?.mode === 'Audit')
    throw refused(`${shownGroup} stays in Audit, the whole stack is in it.`, [
      `Switched ${longTime(change.at)}, by ${resourceOf(change.by)}: ${change.reason}`,
      'First: modelgate mode Enforce --reason "..."',
    ]);
  await refuseByPolicies(wanted, shownGroup);
}

/** The files may be newer than what is deployed; they are what a person can change. */
async function refuseByPolicies({ connection, flags, world }: Wanted, group: string): Promise<void> {
  const set = await policiesOrNull(flags, world);
  if (!set) return;
  const policies = governing(set, { group, account: connection.account, region: connection.region });
  if (policies.length === 0 || policies.some(({ mode }) => mode === 'Enforce')) return;
  const files = await readPolicyFiles(flags, world);
  const lines = policies.map(({ place, binding, name }) =>
    binding?.mode === 'Audit'
      ? `binding ${binding.name} of ${name}: mode: Audit in ${modeLine(binding.place, files)}.`
      : `mode: Audit in ${modeLine(place, files)}.`,
  );
  const whose = policies.length === 1 ? 'its policy says so' : 'all its policies say so';
  throw refused(`${group} stays in Audit, ${whose}.`, [
    ...lines,
    "A group's mode only weakens a policy's own. Change the file and deploy; before:",
    `modelgate audit --group ${group}`,
  ]);
}

/** `policies/churn.yaml:6`: the line of the document that says so, else where the document begins. */
function modeLine({ file, line }: Place, files: readonly { path: string; text: string }[]): string {
  const lines = files.find(({ path }) => path === file)?.text.split('\n') ?? [];
  const index = lines.findIndex((text, at) => at >= line - 1 && /\bmode:\s*["']?Audit\b/u.test(text));
  return `${file}:${index < 0 ? line : index + 1}`;
}

const refused = (sentence: string, more: readonly string[]): CliError =>
  new CliError(EXIT.refused, [`Refused: ${sentence}`, ...more].join('\n'));
