// modelgate bypass: break-glass. Approves past the policies, in one's own name and with a reason; a permission of its own.
import type { Answer, Call, Command } from './frame/command.ts';
import { EXIT } from './frame/exit.ts';
import { misuse } from './frame/flags.ts';
import { askGate, GATE_OPTIONS } from './frame/gate-route.ts';
import { harmless } from '../lib/harmless.ts';
import type { World } from './frame/world.ts';

export const bypass: Command = {
  name: 'bypass',
  group: 'review',
  summary: 'break-glass: approve past the policies, with a comment',
  usage: '<arn | group/version | d-...> --comment TEXT [flags]',
  about: [
    'Approves what the gate has looked at although its policies or a review object. It needs execute-api:Invoke on POST /command/bypass, a permission of its own, and is published as Model Package Approval Bypassed.',
    'Who did that, and why: modelgate decisions --origin Bypass',
  ],
  examples: ['modelgate bypass fraud-card/9 --comment "incident 4711, agreed with Tomas"'],
  options: [{ name: 'comment', takes: 'TEXT', about: 'why; required' }, ...GATE_OPTIONS],
  formats: ['text', 'json'],
  words: { least: 1, most: 1 },
  run: runBypass,
};

async function runBypass(call: Call, world: World): Promise<Answer> {
  const [modelPackage = ''] = call.words;
  const comment = call.flags.text('comment')?.trim() ?? '';
  if (comment === '') throw misuse('bypass', `A bypass of ${modelPackage} wants a comment: --comment "...".`);
  const { lines } = await askGate('bypass', { modelPackage, comment }, call, world);
  return { exitCode: EXIT.good, document: { ordered: lines.join('\n') }, text: () => lines.map(harmless) };
}
