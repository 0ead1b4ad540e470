// The command line's verbs as the IAM-signed routes POST /command/{verb} carry them; a route of its own for each, so that IAM can allow them apart.
import type { ReviewState } from '../ledger/review-state.ts';

/** The verbs; each is the last part of its route. */
export const COMMAND_VERBS = ['pending', 'approve', 'reject', 'withdraw', 'bypass', 'revoke'] as const;
export type CommandVerb = (typeof COMMAND_VERBS)[number];

/** The body of a request, all members optional: which package (`fraud-card/8` or an ARN), where it is, and what is said. */
export type ReviewCommand = {
  readonly verb: CommandVerb;
  readonly modelPackage?: string;
  readonly account?: string;
  readonly region?: string;
  readonly comment?: string;
  /** Digest of what the person was shown by `pending` or `explain`. */
  readonly packageDigest?: string;
  /** `revoke`: id, name or e-mail of a person, and whether the authority is given back. */
  readonly person?: string;
  readonly undo?: boolean;
};

/** The answer as JSON. `lines` is the text for a terminal; a refusal's first line begins with `Refused: `. */
export type CommandAnswer =
  | { readonly outcome: 'done'; readonly lines: readonly string[]; readonly reviews?: readonly ReviewState[] }
  | {
      readonly outcome: 'refused' | 'notFound' | 'invalid';
      readonly reason: string;
      readonly lines: readonly string[];
    };

/** A command that was not carried out: what, and what next. */
export const refuseCommand = (
  outcome: 'refused' | 'notFound',
  reason: string,
  first: string,
  next = 'Nothing was recorded.',
): CommandAnswer => ({ outcome, reason, lines: [`Refused: ${first}`, `  ${next}`] });

/** Handles one command of the IAM identity `callerArn` (requestContext.authorizer.iam.userArn). Throws only where the ledger does not answer. */
export type HandleCommand = (callerArn: string, command: ReviewCommand) => Promise<CommandAnswer>;
