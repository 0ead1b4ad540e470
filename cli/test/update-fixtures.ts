// Captures the fixtures of policy tests again, each from the version that it was captured from.
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import type { PolicySet } from '../../lib/policy/load.ts';
import { CliError } from '../frame/cli-error.ts';
import { capture, maskOptionsOf } from '../packages/captured.ts';
import { writeFixture } from '../capture.ts';
import type { Flags } from '../frame/command.ts';
import { EXIT } from '../frame/exit.ts';
import { arnOf } from '../packages/find-package.ts';
import { connectBy } from '../frame/place.ts';
import type { World } from '../frame/world.ts';

/**
 * Account and region are those of the flags and credentials: in a fixture they are masked. Where one of them can't be captured, none is
 * written. Throws CliError.
 */
export async function updateFixtures(
  paths: readonly string[],
  set: PolicySet,
  flags: Flags,
  world: World,
): Promise<void> {
  const connection = await connectBy(flags, world);
  const options = { ...maskOptionsOf(set), now: world.clock() };
  const captured: { readonly path: string; readonly evidence: unknown }[] = [];
  for (const path of paths) {
    world.progress(`capturing ${path}`);
    const word = packageOf(path, parse(await readFile(resolve(world.folder, path), 'utf8')) as unknown);
    const { evidence, unread } = await capture(arnOf(word, flags, connection), connection, options);
    if (unread.length > 0)
      throw new CliError(
        EXIT.unavailable,
        `Not captured: ${unread.join(', ')} could not be read.\nNo fixture was changed.`,
      );
    captured.push({ path, evidence });
  }
  world.progress('');
  for (const { path, evidence } of captured) {
    await writeFixture(resolve(world.folder, path), evidence);
    world.err(`Captured again: ${path}`);
  }
}

/** `GROUP/VERSION` as the fixture says. */
function packageOf(path: string, fixture: unknown): string {
  const { modelPackage } = (fixture ?? {}) as { modelPackage?: { group?: unknown; version?: unknown } };
  const { group, version } = modelPackage ?? {};
  if (typeof group === 'string' && typeof version === 'number') return `${group}/${version}`;
  throw new CliError(
    EXIT.badData,
    `${path} does not say which version it is of.\nExpected modelPackage.group and modelPackage.version, as modelgate capture writes them.`,
  );
}
