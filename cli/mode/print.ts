// How the mode stands, and what a switch does, in words.
import { resourceOf } from '../../lib/identity.ts';
import { lastChange, type ModeItem } from '../../lib/ledger/mode.ts';
import type { Installed } from '../../lib/mode-ports.ts';
import { longTime } from '../../lib/times.ts';
import { harmless } from '../../lib/harmless.ts';
import { hanging } from '../frame/terminal.ts';

/** Every switch that holds: the stack first, then groups. */
export function printModes(stack: string, installed: Installed | null, items: readonly ModeItem[]): readonly string[] {
  const sorted = items.toSorted((a, b) => (a.group ?? '').localeCompare(b.group ?? '', 'en'));
  const width = Math.max(stack.length, ...sorted.map(({ group }) => (group ?? stack).length)) + 2;
  const deployed =
    installed === null
      ? `${stack} has not swept yet: which mode it was deployed in is not known.`
      : `${stack} is deployed in ${installed.mode}, build ${installed.build}, seen ${longTime(installed.at)}.`;
  return [
    deployed,
    ...(sorted.length === 0 ? ['Nobody has switched anything.'] : ['']),
    ...sorted.flatMap((item) => itemLines(item, stack, width)),
    '',
    'The weakest holds: deployment, stack, group, binding, policy. Those of the files:',
    'modelgate lint',
  ];
}

function itemLines(item: ModeItem, stack: string, width: number): readonly string[] {
  const change = lastChange(item);
  if (!change) return [];
  const said = `${longTime(change.at)}, ${resourceOf(change.by)}: ${change.reason}`;
  return hanging(`${(item.group ?? stack).padEnd(width)}${change.mode.padEnd(9)}`, harmless(said));
}

/** What one switch changed, and what follows. */
export function printSwitch(stack: string, item: ModeItem, isNew: boolean): readonly string[] {
  const change = lastChange(item);
  if (!change) return [];
  const scope = item.group ?? `stack ${stack}`;
  if (!isNew)
    return [
      `${scope} is in ${change.mode} already, since ${longTime(change.at)}, by ${harmless(resourceOf(change.by))}.`,
      'Nothing was changed.',
    ];
  const follows =
    change.mode === 'Audit'
      ? [
          'Nothing is written to the registry, nobody is asked, nothing is redeployed.',
          'What a function is about to write now ends within two minutes.',
          `Back: modelgate mode Enforce${item.group === null ? '' : ` --group ${item.group}`} --reason "..."`,
        ]
      : [
          'The next sweep (every 15 minutes) works off what waited, newest first.',
          'Projects and copies that wait, at once: modelgate projects --retry, modelgate targets --retry',
        ];
  return [`${scope} is in ${change.mode}, switched by ${harmless(resourceOf(change.by))}.`, ...follows];
}
