// `npm run release-notes`: what CHANGELOG.md tells of the next release, and the new engine over what every release before it decided.
import { readFile } from 'node:fs/promises';
import { backtestLines } from '../../cli/backtest/print.ts';
import { ENGINE_VERSION } from '../../lib/engine-version.ts';
import { runScript } from '../../scripts/script.ts';
import { backtestReleases } from './backtest.ts';

async function tellRelease(): Promise<number> {
  const changelog = await readFile('CHANGELOG.md', 'utf8');
  const [, unreleased = ''] = /^## Unreleased\n+([\s\S]*?)(?=^## )/mu.exec(changelog) ?? [];
  const plain = { isUtf8: true, isColoured: false, isLive: false };

  process.stdout.write(`## ${ENGINE_VERSION}\n\n${unreleased.trimEnd()}\n\n### Backtest of this engine\n`);
  for (const { release, tried } of await backtestReleases()) {
    const shown = { policies: 'force then', of: 'decisions', isAll: true } as const;
    const lines = backtestLines(tried, shown, plain);
    process.stdout.write(`\nOver what ${release} decided:\n\n${lines.map((line) => `    ${line}`).join('\n')}\n`);
  }
  return 0;
}

const SCRIPT = {
  call: 'npm run release-notes',
  does: ['The changelog of the next release, and what its engine says of what every', 'release before it decided.'],
  options: {},
};
await runScript(SCRIPT, tellRelease);
