// modelgate eval: what the policies of a folder say of a version now, or would say if some values were others. Nothing is recorded.
import type { Answer, Call, Command } from './command.ts';
import { evaluateNow } from './evaluate-now.ts';
import { answerOf } from './explain.ts';
import { arnOf } from './find-package.ts';
import { connectBy, PLACE_OPTIONS, POLICIES_OPTION } from './place.ts';
import type { World } from './world.ts';

export const evalCommand: Command = {
  name: 'eval',
  group: 'author',
  summary: 'what the policies here say of a version, or would say (--set)',
  usage: '<arn | group/version> [flags]',
  about: [
    'Reads a model package version as it is now, holds it against the policies of the folder, and prints what explain prints. Nothing is recorded and nobody is asked.',
    '--set assumes another value; it may be given several times. A number in double quotes stays a text, null takes a value away. champion=null: as if there were no champion.',
  ],
  examples: [
    'modelgate eval fraud-card/8 --set quality.false_positive_rate=0.0214',
    'modelgate eval churn-winback/8 --set metadata.accuracy=0.91',
  ],
  options: [
    { name: 'set', takes: 'PATH=VALUE', isMany: true, about: 'assume this value' },
    { name: 'all', about: 'passed checks in full, too' },
    { name: 'why', takes: 'VALIDATION', about: 'one check alone, with each part of its expression' },
    POLICIES_OPTION,
    ...PLACE_OPTIONS,
  ],
  formats: ['text', 'json'],
  words: { least: 1, most: 1 },
  run: runEval,
};

async function runEval(call: Call, world: World): Promise<Answer> {
  const connection = await connectBy(call.flags, world);
  const arn = arnOf(call.words[0] ?? '', call.flags, connection);
  return answerOf(await evaluateNow(arn, call, connection, world), call);
}
