// modelgate: the command line. A new verb is one file and one line here.
import type { Command } from './command.ts';
import { captureCommand } from './capture.ts';
import { decisions } from './decisions.ts';
import { projects } from './projects.ts';
import { evalCommand } from './eval.ts';
import { explain } from './explain.ts';
import { lint } from './lint.ts';
import { local } from './local.ts';
import { schema } from './schema.ts';
import { testCommand } from './test.ts';
import { verify } from './verify.ts';

/** All verbs, in the order of --help within their groups. */
export const COMMANDS: readonly Command[] = [
  lint,
  testCommand,
  explain,
  evalCommand,
  captureCommand,
  schema,
  decisions,
  projects,
  local,
  verify,
];
