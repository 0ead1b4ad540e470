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

/** The pages before the session, as whole HTML documents; all carry the style block of `styleHash`. */
export type DoorViews = {
  readonly styleHash: string;
  /** `isOidc`: one link to the provider, nothing else. `note` is what happened last, such as a sign-out. */
  readonly signIn: (given: {
    readonly returnTo: string;
    readonly isOidc: boolean;
    readonly note: string | null;
  }) => string;
  /** The same for every address, known or not; `email` is null, and `isAgain` true, after a code that did not work, whatever was wrong. */
  readonly code: (given: {
    readonly email: string | null;
    readonly returnTo: string;
    readonly isAgain: boolean;
  }) => string;
  /** The one page of every failure: what a person can do next, and nothing about why. */
  readonly refused: () => string;
  /** An answer that was read but not recorded, in the words of its refusal; only its signed-in person sees it. */
  readonly notRecorded: (given: {
    readonly name: string;
    readonly reviewId: string;
    readonly message: string;
  }) => string;
};
