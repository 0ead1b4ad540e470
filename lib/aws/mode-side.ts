// What telling of switched modes asks of AWS, wired for a function.
import type { Config } from '../config.ts';
import { ENGINE_VERSION } from '../engine-version.ts';
import type { Installed } from '../mode-ports.ts';
import { makeBus } from './bus.ts';
import { makeModes } from './modes.ts';

/** The ports of announcing; `policies` is the digest of the deployed policy files. */
export function makeModeSide(config: Config, policies: string) {
  const { stack, mode, build, tableName, busName, pagesUrl, mailFrom, hasOidc } = config;
  const reaches = { pagesUrl, mailFrom, hasOidc };
  const deployed: Omit<Installed, 'at'> = { mode, build, policies, engine: ENGINE_VERSION, reaches };
  return { stack, deployed, modes: makeModes({ tableName }), bus: makeBus({ busName }), clock: Date.now };
}
