// modelgate eval: what the policies of a folder say of a version now, or would say if some values were others. Nothing is recorded.
import type { Answer, Call, Command } from './frame/command.ts';
import { evaluateNow } from './evaluate/now.ts';
import { answerOf } from './explain.ts';
import { evaluateFile } from './evaluate/file.ts';
import { arnOf } from './packages/find-package.ts';
import { connectBy, PLACE_OPTIONS, POLICIES_OPTION } from './frame/place.ts';
import type { World } from './frame/world.ts';

export const evalCommand: Command = {
  name: 'eval',
  group: 'author',
  summary: 'what the policies here say of a version, or would say (--set)',
  usage: '<arn | group/version | file> [flags]',
  about: [
    'Reads a model package version as it is now, holds it against the policies of the folder, and prints what explain prints. Nothing is recorded and nobody is asked.',
    'A file (.yaml, .yml, .json, such as a captured fixture) is evidence by itself: no registry and no credentials are needed.',
    '--set assumes another value; it may be given several times. A number in double quotes stays a text, null takes a value away. champion=null: as if there were no champion. --approve assumes that these people of the reviewer directory approve, and says whose answer would not count and why.',
  ],
  examples: [
    'modelgate eval fraud-card/8 --set quality.false_positive_rate=0.0214',
    'modelgate eval churn-winback/8 --set metadata.accuracy=0.91',
    'modelgate eval fixtures/fraud-card-8.yaml --approve amara,jonas',
  ],
  options: [
    { name: 'set', takes: 'PATH=VALUE', isMany: true, about: 'assume this value' },
    { name: 'approve', takes: 'WHO', isMany: true, about: 'assume that these people approve; with commas' },
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
  const [word = ''] = call.words;
  if (/\.(?:ya?ml|json)$/u.test(word)) return answerOf(await evaluateFile(word, call, world), call);
  const connection = await connectBy(call.flags, world);
  const arn = arnOf(word, call.flags, connection);
  return answerOf(await evaluateNow(arn, call, connection, world), call);
}
