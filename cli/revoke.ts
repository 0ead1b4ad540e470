// modelgate revoke: takes a person's authority away, at every door and at once, or gives it back.
import type { Answer, Call, Command } from './frame/command.ts';
import { EXIT } from './frame/exit.ts';
import { askGate, GATE_OPTIONS } from './frame/gate-route.ts';
import { harmless } from '../lib/harmless.ts';
import type { World } from './frame/world.ts';

export const revoke: Command = {
  name: 'revoke',
  group: 'review',
  summary: "take a person's authority away at once, at every door",
  usage: '<person> [flags]',
  about: [
    'The person, by id, name or e-mail of the directory, can answer no more, and answers given to open reviews no longer count. It holds until --undo, whatever is deployed.',
    'It needs execute-api:Invoke on POST /command/revoke.',
  ],
  examples: ['modelgate revoke mei@example.com --comment "lost laptop"', 'modelgate revoke mei --undo'],
  options: [
    { name: 'comment', takes: 'TEXT', about: 'why' },
    { name: 'undo', about: 'give the authority back' },
    ...GATE_OPTIONS,
  ],
  formats: ['text', 'json'],
  words: { least: 1, most: 1 },
  run: runRevoke,
};

async function runRevoke(call: Call, world: World): Promise<Answer> {
  const [person = ''] = call.words;
  const [comment, undo] = [call.flags.text('comment'), call.flags.is('undo')];
  const given = { person, ...(comment !== null && { comment }), ...(undo && { undo: true }) };
  const { lines } = await askGate('revoke', given, call, world);
  return { exitCode: EXIT.good, document: { person, undo, done: lines.join('\n') }, text: () => lines.map(harmless) };
}
