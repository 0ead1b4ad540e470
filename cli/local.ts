// modelgate local: brings up AWS, the gate and its seeded world on this machine, as npm start does.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CliError } from './frame/cli-error.ts';
import type { Answer, Call, Command } from './frame/command.ts';
import { EXIT } from './frame/exit.ts';
import type { World } from './frame/world.ts';

const START = fileURLToPath(new URL('../local/main.ts', import.meta.url));

export const local: Command = {
  name: 'local',
  group: 'operate',
  summary: 'AWS and the gate on this machine, with a seeded world (npm start)',
  usage: '[-- FLAGS OF NPM START]',
  about: [
    'Starts the embedded AWS, the functions as serverless.yml wires them, and a seeded world, until Ctrl-C. What follows -- goes to npm start; its flags: modelgate local -- --help',
  ],
  examples: ['modelgate local', 'modelgate local -- --once', 'modelgate local -- --data .data --port 4567'],
  options: [],
  formats: ['text'],
  words: { least: 0, most: 40 },
  run: runLocal,
};

async function runLocal({ words }: Call, world: World): Promise<Answer> {
  if (!existsSync(START))
    throw new CliError(
      EXIT.unavailable,
      'The embedded AWS is part of the checkout, not of the built command.\nClone the repository and run npm start.',
    );
  const child = spawn(process.execPath, [START, ...words], { stdio: 'inherit', cwd: world.folder });
  // Ctrl-C reaches both; the child says when it is done.
  const ignore = (): void => undefined;
  process.on('SIGINT', ignore);
  const exitCode = await new Promise<number>((resolve) => {
    child.on('exit', (code) => resolve(code ?? EXIT.internal));
  });
  process.off('SIGINT', ignore);
  return { exitCode, document: null, text: () => [] };
}
