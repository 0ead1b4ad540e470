// modelgate mode: switches the stack or one group between Audit and Enforce, and says who did so last.
import { isGroupName } from '../lib/identity.ts';
import { lastChange, switched, type ModeItem } from '../lib/ledger/mode.ts';
import type { Mode } from '../lib/policy/policy.ts';
import { ConditionFailedError } from '../lib/ports.ts';
import { CliError } from './frame/cli-error.ts';
import type { Answer, Call, Command } from './frame/command.ts';
import type { Connection } from './frame/connect.ts';
import { EXIT } from './frame/exit.ts';
import { misuse } from './frame/flags.ts';
import { openModes, type Modes } from './mode/open.ts';
import { connectBy, PLACE_OPTIONS, POLICIES_OPTION } from './frame/place.ts';
import { printModes, printSwitch } from './mode/print.ts';
import { unknownGroup } from './mode/unknown-group.ts';
import { refuseEnforce } from './mode/refuse-enforce.ts';
import type { World } from './frame/world.ts';

const TRIES = 5;

export const mode: Command = {
  name: 'mode',
  group: 'adopt',
  summary: 'watch only (Audit) or act (Enforce), for the stack or one group',
  usage: '[Audit | Enforce] [flags]',
  about: [
    'In Audit nothing is written to the registry, nobody is asked and nothing is redeployed; decisions are made and recorded as before. Back in Enforce, the next sweep works off what waited, newest first.',
    'A switch only weakens: what a policy, its binding or the deployment keeps in Audit stays there. Who, when and why is kept in the ledger and told as the event Gate Mode Changed. Without a word: how everything stands.',
  ],
  examples: [
    'modelgate mode Audit --reason "reports of tonight are wrong"',
    'modelgate mode Enforce --group fraud-card --reason "seven weeks watched"',
    'modelgate mode',
  ],
  options: [
    { name: 'group', takes: 'NAME', about: 'one model package group; else the whole stack' },
    { name: 'reason', takes: 'TEXT', about: 'why; asked for with each switch' },
    POLICIES_OPTION,
    ...PLACE_OPTIONS,
  ],
  formats: ['text', 'json'],
  words: { least: 0, most: 1 },
  run: runMode,
};

async function runMode({ words: [word], flags }: Call, world: World): Promise<Answer> {
  const group = groupOf(flags.text('group'));
  if (word === undefined) {
    const connection = await connectBy(flags, world);
    const modes = await openModes(connection);
    const [items, installed] = await Promise.all([modes.readAll(), modes.readInstalled()]);
    const shown = group === null ? items : items.filter((item) => item.group === null || item.group === group);
    const document = { stack: connection.stack, deployed: installed, modes: shown };
    return { exitCode: EXIT.good, document, text: () => printModes(connection.stack, installed, shown) };
  }
  const wanted = (['Audit', 'Enforce'] as const).find((one) => one === word);
  if (wanted === undefined) throw misuse('mode', `The mode is \`${word}\`; expected Audit or Enforce.`);
  const reason = reasonOf(flags.text('reason'), wanted);
  const connection = await connectBy(flags, world);
  const modes = await openModes(connection);
  if (wanted === 'Enforce')
    await refuseEnforce({ group, shownGroup: flags.text('group'), modes, connection, flags, world });
  const said = { mode: wanted, by: connection.caller, at: world.clock(), reason };
  const { item, isNew } = await put(modes, connection, group, said);
  for (const line of (group === null ? null : await unknownGroup(group, connection)) ?? []) world.err(line);
  const document = { stack: connection.stack, group, change: lastChange(item), isNew };
  return { exitCode: EXIT.good, document, text: () => printSwitch(connection.stack, item, isNew) };
}

/** Groups are known by their lower-case names. Throws CliError 64 for what can't be one. */
function groupOf(text: string | null): string | null {
  if (text === null) return null;
  if (!isGroupName(text))
    throw misuse('mode', `--group is \`${text}\`; expected the name of one model package group, such as fraud-card.`);
  return text.toLowerCase();
}

function reasonOf(text: string | null, wanted: Mode): string {
  const reason = text?.trim() ?? '';
  if (reason === '')
    throw misuse(
      'mode',
      `A switch needs a reason: modelgate mode ${wanted} --reason "..."\nWhoever finds it in the ledger or the event later asks why.`,
    );
  if (reason.length > 500) throw misuse('mode', `--reason has ${reason.length} characters; at most 500 are kept.`);
  return reason;
}

type Said = { readonly mode: Mode; readonly by: string; readonly at: number; readonly reason: string };

/** Puts the switch behind whatever came before it; switching to what holds already changes nothing. */
async function put(
  modes: Modes,
  { stack }: Connection,
  group: string | null,
  said: Said,
): Promise<{ item: ModeItem; isNew: boolean }> {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const before = (await modes.readAll()).find((item) => item.group === group) ?? { group, changes: [] };
    if (lastChange(before)?.mode === said.mode) return { item: before, isNew: false };
    const next = switched(before, said);
    try {
      await modes.put(next);
      return { item: next, isNew: true };
    } catch (error) {
      if (!(error instanceof ConditionFailedError)) throw error;
    }
  }
  throw new CliError(
    EXIT.unavailable,
    `The mode of ${group ?? stack} is being switched by somebody else at this moment.\nSee: modelgate mode`,
  );
}
