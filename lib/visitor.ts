// Who looks at a page: set by the doors once the session is known, read by the pages. The contract between the two rooms.

/** The choices a page offers; each has a nonce of its own. */
export type AnswerChoice = 'Approve' | 'Reject' | 'Withdraw';

/** A signed-in person of the directory. */
export type Visitor = {
  readonly personId: string;
  readonly name: string;
  /** Groups from the identity provider's claims, where it is configured to say them; null: the directory's alone count. */
  readonly claimedGroups: readonly string[] | null;
  /**
   * Single-use nonces for the two forms of one review, valid for ten minutes, bound to this person, this session and the digest shown.
   * Null where the signing key can't be read: then the page shows no form and says that Slack and the command line still work.
   */
  readonly issueNonces: (
    reviewId: string,
    packageDigest: string,
  ) => Promise<Readonly<Record<AnswerChoice, string>> | null>;
};

/**
 * Hono's context variables on every page. The one form of a review posts to `/r/:reviewId/answer` the fields `comment`, `digest` and the
 * pressed button: its name is the choice (`Approve`, `Reject`, `Withdraw`), its value that choice's nonce. So one comment field serves
 * both buttons without a script; a form with two choices, or none, is refused. `/sign-out` takes a POST without fields.
 */
export type PageVariables = {
  readonly visitor: Visitor;
  /** Set by the page: `sha256-...` of its one style block, for the Content-Security-Policy. */
  styleHash: string;
};
