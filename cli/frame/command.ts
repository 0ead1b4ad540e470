// What a verb is: a name, its words in --help, its flags, and a function that answers with one document in all formats.
import type { Finding, TestCase } from './reports.ts';
import type { Terminal } from './terminal.ts';
import type { World } from './world.ts';

/** Groups of `modelgate --help`, in their order. */
export const GROUPS = ['author', 'adopt', 'review', 'operate', 'audit trail'] as const;
/** How an answer may be printed. */
export const FORMATS = ['text', 'json', 'junit', 'github', 'html', 'zip'] as const;
export type Format = (typeof FORMATS)[number];

/** A flag. `takes` names its value in --help; without it the flag is on or off. */
export type Option = {
  readonly name: string;
  readonly takes?: string;
  readonly isMany?: true;
  readonly about: string;
};

/** The flags of one call, by name. */
export type Flags = {
  readonly is: (name: string) => boolean;
  readonly text: (name: string) => string | null;
  readonly list: (name: string) => readonly string[];
};

export type Call = { readonly words: readonly string[]; readonly flags: Flags; readonly format: Format };

/**
 * What a command answers: `document` is printed by -o json, `text` renders the same data for people. `cases` serve junit, `findings` github, `html` itself; `zip` is written to a file by the command, and what is printed tells of it.
 */
export type Answer = {
  readonly exitCode: number;
  readonly document: unknown;
  readonly text: (terminal: Terminal) => readonly string[];
  readonly cases?: readonly TestCase[];
  readonly findings?: readonly Finding[];
  /** One self-contained document. */
  readonly html?: () => string;
};

export type Command = {
  readonly name: string;
  readonly group: (typeof GROUPS)[number];
  /** One line of `modelgate --help`. */
  readonly summary: string;
  /** What follows the verb: `<arn | group/version | d-...> [flags]`. */
  readonly usage: string;
  /** Paragraphs of `modelgate VERB --help`. */
  readonly about: readonly string[];
  readonly examples: readonly string[];
  readonly options: readonly Option[];
  readonly formats: readonly Format[];
  /** How many words follow the verb. */
  readonly words: { readonly least: number; readonly most: number };
  readonly run: (call: Call, world: World) => Promise<Answer>;
};
