// modelgate schema: JSON Schema of the policy files, so that editors complete and check them while they are written.
import { didYouMean } from '../lib/policy/suggest.ts';
import { SCHEMA_KINDS, schemaOfAll, schemaOfKind } from '../lib/policy/json-schema.ts';
import type { Answer, Call, Command } from './frame/command.ts';
import { misuse } from './frame/flags.ts';

export const schema: Command = {
  name: 'schema',
  group: 'author',
  summary: 'JSON Schema of the policy files, for editors',
  usage: '[KIND]',
  about: [
    'Prints the JSON Schema of one kind, or one for files of all kinds. Editors find it by the first line of a policy file:',
    '# yaml-language-server: $schema=schema/modelgate.json',
    `Kinds: ${SCHEMA_KINDS.join(', ')}.`,
  ],
  examples: ['modelgate schema > policies/schema/modelgate.json', 'modelgate schema ModelApprovalPolicy'],
  options: [],
  formats: ['text', 'json'],
  words: { least: 0, most: 1 },
  run: runSchema,
};

async function runSchema({ words: [kind] }: Call): Promise<Answer> {
  const document = kind === undefined ? schemaOfAll() : schemaOfKind(kind);
  if (!document) {
    const known = didYouMean(kind ?? '', SCHEMA_KINDS) ?? `Kinds are ${SCHEMA_KINDS.join(', ')}.`;
    throw misuse('schema', `There is no kind \`${kind}\`. ${known}`);
  }
  return { exitCode: 0, document, text: () => JSON.stringify(document, null, 2).split('\n') };
}
