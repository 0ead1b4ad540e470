// modelgate capture: the evidence of a version as a masked file, to test policies on.
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { capture, maskOptionsOf } from './packages/captured.ts';
import type { Answer, Call, Command } from './frame/command.ts';
import { arnOf } from './packages/find-package.ts';
import { connectBy, PLACE_OPTIONS, POLICIES_OPTION, readPolicies } from './frame/place.ts';
import type { World } from './frame/world.ts';

export const captureCommand: Command = {
  name: 'capture',
  group: 'author',
  summary: 'the evidence of a version as a masked fixture for tests',
  usage: '<arn | group/version> [--to FILE] [flags]',
  about: [
    'Reads a version and its champion with all their reports and prints them as evidence for policy tests: base: { fixture: FILE }, the path from the folder of the test.',
    'Account ids, S3 buckets, image registries, people, session names and secrets of container environments are replaced, each by the same name wherever it stands. Groups, roles, metadata and numbers stay: read the file before you share it.',
  ],
  examples: [
    'modelgate capture fraud-card/8 --to policies/fixtures/fraud-card-8.json',
    'modelgate capture churn-winback/8 | jq .metadata',
  ],
  options: [
    { name: 'to', takes: 'FILE', about: 'write it there instead of printing it' },
    POLICIES_OPTION,
    ...PLACE_OPTIONS,
  ],
  formats: ['text', 'json'],
  words: { least: 1, most: 1 },
  run: runCapture,
};

async function runCapture({ words: [word = ''], flags }: Call, world: World): Promise<Answer> {
  const connection = await connectBy(flags, world);
  const options = { ...maskOptionsOf(await readPolicies(flags, world)), now: world.clock() };
  const { evidence, unread } = await capture(arnOf(word, flags, connection), connection, options);
  for (const report of unread) world.err(`Not captured, it could not be read: ${report}`);
  const to = flags.text('to');
  if (to === null) return { exitCode: 0, document: evidence, text: () => fixtureText(evidence).split('\n') };
  await writeFixture(resolve(world.folder, to), evidence);
  return { exitCode: 0, document: { file: to, unread }, text: () => [`Written: ${to}`] };
}

const fixtureText = (evidence: unknown): string => JSON.stringify(evidence, null, 2);

/** Writes a fixture, its folder with it. */
export async function writeFixture(file: string, evidence: unknown): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${fixtureText(evidence)}\n`);
}
