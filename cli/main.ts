// modelgate: the command line. A new verb is one file and one line here.
import { backtest } from './backtest.ts';
import type { Command } from './frame/command.ts';
import { captureCommand } from './capture.ts';
import { answers } from './answers.ts';
import { bypass } from './bypass.ts';
import { decisions } from './decisions.ts';
import { projects } from './projects.ts';
import { diff } from './diff.ts';
import { dossier } from './dossier.ts';
import { evalCommand } from './eval.ts';
import { explain } from './explain.ts';
import { iam } from './iam.ts';
import { init } from './init.ts';
import { lint } from './lint.ts';
import { local } from './local.ts';
import { reconcile } from './reconcile.ts';
import { redrive } from './redrive.ts';
import { doctor } from './doctor.ts';
import { audit } from './audit.ts';
import { adopt } from './adopt.ts';
import { mode } from './mode.ts';
import { schema } from './schema.ts';
import { pending } from './pending.ts';
import { revoke } from './revoke.ts';
import { targets } from './targets.ts';
import { testCommand } from './test.ts';
import { verify } from './verify.ts';

/** All verbs, in the order of --help within their groups. */
export const COMMANDS: readonly Command[] = [
  init,
  lint,
  testCommand,
  explain,
  evalCommand,
  backtest,
  captureCommand,
  schema,
  pending,
  ...answers,
  bypass,
  revoke,
  audit,
  adopt,
  iam,
  mode,
  decisions,
  targets,
  projects,
  reconcile,
  redrive,
  doctor,
  local,
  diff,
  verify,
  dossier,
];
