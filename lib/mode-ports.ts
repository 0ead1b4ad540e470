// What switching the mode and reading the installation ask of the ledger, as types.
import type { ModeItem } from './ledger/mode.ts';
import type { Mode } from './policy/policy.ts';

/** MODE items. All reads are strongly consistent. */
export type ModeStore = {
  /** Every scope that was ever switched. */
  readAll(): Promise<readonly ModeItem[]>;
  /** Puts the next switch of a scope where its last one still has the number as read. Throws ConditionFailedError. */
  put(next: ModeItem): Promise<void>;
  /** Number of the last switch of each scope that was announced; `''` is the stack. */
  readTold(): Promise<ReadonlyMap<string, number>>;
  putTold(group: string | null, number: number): Promise<void>;
};

/** What is deployed, as the functions themselves see it. */
export type Installed = {
  readonly mode: Mode;
  readonly build: number;
  /** Digest of the policy files in the deployment. */
  readonly policies: string;
  /** Since when it is so (ms). */
  readonly at: number;
  /** Version of the engine; absent in items from before it was recorded, as the next one. */
  readonly engine?: string;
  readonly reaches?: Reaches;
};

/** How this installation reaches people, as its parameters say. */
type Reaches = {
  readonly pagesUrl: string | null;
  /** The sender of mails, such as `modelgate <gate@example.com>`. */
  readonly mailFrom: string | null;
  /** People sign in at an OpenID Connect provider. */
  readonly hasOidc: boolean;
};

/** The item that says what is deployed. */
export type InstalledStore = {
  readInstalled(): Promise<Installed | null>;
  putInstalled(installed: Installed): Promise<void>;
};
