// What a check of doctor is given and what it answers with: sentences, each with the next command where something is wrong.
import type { Installation } from '../../lib/adoption/installation.ts';
import type { ModeChange } from '../../lib/ledger/mode.ts';
import type { Installed } from '../../lib/mode-ports.ts';
import type { PolicySet } from '../../lib/policy/load.ts';
import type { Connection } from '../frame/connect.ts';

/** `next` is the command or step that mends it; null where there is nothing to do. */
export type Finding = {
  readonly what: string;
  readonly isGood: boolean;
  readonly says: string;
  readonly next: string | null;
};

/** All that the checks know. Times are milliseconds. */
export type Given = {
  readonly connection: Connection;
  readonly tableName: string;
  /** null: the folder of policies can't be read here. */
  readonly policies: PolicySet | null;
  readonly installed: Installed | null;
  readonly switches: { readonly stack: ModeChange | null; readonly groupsInAudit: readonly string[] };
  readonly installation: Installation;
  /** What the stack made, physical ids by logical id; null where it can't be listed, for `unlisted`. */
  readonly resources: ReadonlyMap<string, string> | null;
  readonly unlisted: string;
  /** Such as https://slack.com/api. */
  readonly slackApiUrl: string;
  readonly now: number;
};

type Findings = Finding | readonly Finding[];

/** One check; `what` names it where it can't be made. */
export type Check = { readonly what: string; readonly run: (given: Given) => Findings | Promise<Findings> };

/** Nothing to do. */
export const good = (what: string, says: string): Finding => ({ what, isGood: true, says, next: null });

/** Something to do: `next`. */
export const wrong = (what: string, says: string, next: string): Finding => ({ what, isGood: false, says, next });

/** Where CloudFormation made something and somebody took it away: an update mends only what the template changes. */
export const MAKE_ANEW = 'change a word of its Description in serverless.yml, then npm run deploy: it is made anew';
