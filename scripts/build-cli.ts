// `npm run build:cli`: the command line as a folder that runs without this checkout.
import { bundleCli } from './bundle-cli.ts';
import { runScript } from './script.ts';

const SCRIPT = {
  call: 'npm run build:cli',
  does: ['Writes the command line into dist/cli; it needs Node 24 and no checkout.'],
  options: {},
};

await runScript(SCRIPT, async () => {
  const bytes = await bundleCli();
  process.stdout.write(
    `cli       ${(bytes / 1024).toFixed(0).padStart(5)} KiB minified in dist/cli; run dist/cli/modelgate.mjs --help\n`,
  );
  return 0;
});
