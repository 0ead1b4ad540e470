// Every modelgate command of the docs is run: page by page, in the order in which it stands, against one gate with the seeded world.
import assert from 'node:assert/strict';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { COMMANDS } from '../../cli/main.ts';
import { candidate } from '../../local/seed/package.ts';
import { binaryClassification } from '../../local/seed/reports.ts';
import { seedCandidates } from '../../local/seed/seed.ts';
import { writePackage } from '../../local/seed/write.ts';
import { requirePolicies } from '../../local/start/check-policies.ts';
import { parseFlags } from '../../local/start/flags.ts';
import { untilRest } from '../../local/start/rest.ts';
import { startWorld, type StartedWorld } from '../../local/start/world.ts';
import { BUNDLES_DIR } from '../processes/made-before.ts';
import { modelgate } from '../cli/given.ts';
import { threads } from '../functions/gate.ts';
import { BLOCKS, commandsOf, notRun, wordsOf, type Shown } from './blocks.ts';

/** Programs whose lines are not run; a block with such a line alone has to say why. */
const COMMAND_BLOCKS = BLOCKS.filter(({ language }) => language === 'console' || language === 'sh');
const SHOWN = COMMAND_BLOCKS.flatMap(commandsOf);
const isOurs = ({ line }: Shown): boolean => /^(?:npx )?modelgate /u.test(line);
const OURS = SHOWN.filter((one) => isOurs(one) && notRun(one.block) === null);

/** What a person does who is in the directory: signed as an IAM user. */
const SIGNED: Readonly<Record<string, string>> = {
  pending: 'mei',
  approve: 'mei',
  reject: 'jonas',
  withdraw: 'mei',
  bypass: 'tomas',
  revoke: 'tomas',
};
/** The exit code of these is a verdict: Approve, Reject, any other. */
const VERDICTS: ReadonlySet<string> = new Set(['explain', 'eval']);

let world: StartedWorld;
let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'modelgate-docs-'));
  for (const to of ['policies', 'policies-of-main']) await cp('policies', join(folder, to), { recursive: true });
  const bundlesDir = process.env[BUNDLES_DIR];
  const listening = {
    onDecision: () => undefined,
    onLog: () => undefined,
    patience: 20,
    threads,
    ...(bundlesDir && { bundlesDir }),
  };
  const flags = parseFlags(['--port', '0', '--pages-port', '0']);
  world = await startWorld(flags, await requirePolicies('policies'), listening);
  const rest = () => untilRest(world);
  await seedCandidates(world.seedPlace);
  // The champion has to be known before what is compared with it.
  await rest();
  // The two that the pages speak of: both a little worse than the champion, so that people are asked.
  for (const name of ['run-8', 'run-9']) {
    const report = binaryClassification({ auc: 0.929, falsePositiveRate: 0.0204, rows: 50_000 });
    const metadata = { domain: 'payments', trained_by: 'ines@example.com' };
    const reports = [{ kind: 'ModelQuality', body: report } as const];
    await writePackage(
      world.seedPlace,
      candidate('fraud-card', 'fraud-train-pipeline', { metadata, reports, isFromPipeline: true }),
      name,
    );
  }
  await rest();
});
after(async () => {
  await world.stop();
  await rm(folder, { recursive: true, force: true });
});

const local = (args: readonly string[]) => modelgate([...args, '--local', world.aws.url], { folder });

/** What the pages can't know: the id of a decision, the seal of a dossier. */
async function known(word: string, words: readonly string[]): Promise<string> {
  if (/^d-[0-9a-f]{12}$/u.test(word)) {
    const { out } = await local(['explain', 'fraud-card/8', '-o', 'json']);
    return /"decisionId": "(d-[0-9a-f]{12})"/u.exec(out)?.[1] ?? word;
  }
  return /^[0-9a-f]{64}$/u.test(word) ? (seals.get(words[0] ?? '') ?? word) : word;
}
/** By file. */
const seals = new Map<string, string>();

/** An output without what is another each time: when it was, and the ids of decisions. */
const timeless = (text: string): string =>
  text
    .replaceAll(/\d{1,2} \w{3} \d{4}, \d\d:\d\d UTC/gu, 'TIME')
    .replaceAll(/d-[0-9a-f]{12}/gu, 'd-ID')
    .replaceAll(/ +$/gmu, '');

async function run(shown: Shown): Promise<void> {
  const [verb = '', ...given] = wordsOf(shown.line.replace(/^(?:npx )?modelgate /u, ''));
  const shownWords = given.filter((word) => word !== '--local');
  const words = await Promise.all(shownWords.map((word) => known(word, shownWords)));
  const command = COMMANDS.find(({ name }) => name === verb);
  assert(command, `${shown.where}: there is no verb ${verb}`);
  const isConnected = command.options.some(({ name }) => name === 'local');
  const signed = SIGNED[verb] === undefined ? [] : ['--as', SIGNED[verb]];
  const place = isConnected ? ['--local', world.aws.url, ...signed] : [];
  const { exit, out, err } = await modelgate([verb, ...words, ...place], { folder });
  const said = [...shown.comment.matchAll(/\bexit (\d+)/gu)].map(([, code]) => Number(code));
  const expected = [...(VERDICTS.has(verb) ? [0, 2, 4] : [0]), ...said];
  assert.ok(expected.includes(exit), `${shown.where}: ${shown.line}\nexit ${exit}\n${err}\n${out.slice(0, 2_000)}`);
  assert.ok(
    timeless(out).includes(timeless(shown.output)),
    `${shown.where}: ${shown.line}\nshows another output:\n${out}`,
  );
  const sealed = /^Seal +([0-9a-f]{64})$/mu.exec(out)?.[1];
  if (sealed) seals.set(words[words.indexOf('--file') + 1] ?? '', sealed);
}

describe('every command of the docs', () => {
  for (const shown of OURS)
    test(`${shown.where} ${shown.line}`, async () => {
      await run(shown);
    });

  test('gives a script of npm options that it has', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
    for (const { where, line } of SHOWN) {
      const [, name = '', given = ''] = /^npm (?:run )?([\w:-]+) -- (.+)$/u.exec(line) ?? [];
      const [, file = ''] = /with-node-24\.mjs (\S+)/u.exec(scripts[name] ?? '') ?? [];
      if (given === '') continue;
      const code = [file, 'scripts/stack/arguments.ts', 'local/start/flags.ts'].map((path) =>
        readFileSync(path, 'utf8'),
      );
      for (const [, option = ''] of given.matchAll(/--([\w-]+)/gu))
        assert.match(
          code.join('\n'),
          new RegExp(`^ *'?${option}'?: `, 'mu'),
          `${where}: npm run ${name} has no --${option}`,
        );
    }
  });

  test('is run, names a script of package.json, or stands in a block that says why not', (t) => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
    for (const { where, line, block } of SHOWN.filter((one) => !isOurs(one))) {
      if (notRun(block) !== null) continue;
      for (const part of line.split(' && ')) {
        const [, name = ''] = /^npm (?:run )?([\w:-]+)/u.exec(part) ?? [];
        assert.ok(
          name === 'ci' || scripts[name] !== undefined || part === '.ci/run',
          `${where}: \`${part}\` is not run; say why behind the fence: not-run: ...`,
        );
      }
    }
    const said = COMMAND_BLOCKS.flatMap((block) => notRun(block) ?? []);
    for (const block of COMMAND_BLOCKS.filter((one) => notRun(one) !== null))
      t.diagnostic(`${block.file}:${block.line} not run: ${notRun(block)}`);
    assert.ok(OURS.length > 50);
    assert.ok(said.length < 10, 'most blocks can be run');
  });
});
