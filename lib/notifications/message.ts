// What is told to people, before any channel has laid it out: plain values, every text as the decision wrote it.

/** As in the mock-ups: a diamond asks, a square holds, the strokes are those of checks. Always beside the word. */
export type Mark = '◆' | '✓' | '✗' | '!' | '■' | '○';

/** A check's sentence, or one of the decision's reasons. */
export type Line = { readonly mark: Mark; readonly text: string };

/** One metric against the champion or its limit, already as shown. */
export type MetricRow = {
  readonly mark: Mark;
  readonly label: string;
  readonly value: string;
  readonly champion: string | null;
  readonly limit: string | null;
};

/** What one person said. Times are milliseconds since the epoch. */
export type Said = {
  readonly mark: Mark;
  readonly name: string;
  readonly did: string;
  readonly at: number;
  readonly comment: string;
};

/** Somebody who may answer; `slack` is a Slack user id. */
export type Asked = { readonly name: string; readonly slack: string | null };

/** One message, the same for every channel. */
export type Message = {
  /** `fraud-card v8`, or what else it is about. */
  readonly subject: string;
  readonly mark: Mark;
  /** `Needs 2 of risk-approvers; 1 given`. */
  readonly headline: string;
  readonly lines: readonly Line[];
  readonly metrics: readonly MetricRow[];
  readonly registeredBy: { readonly who: string; readonly at: number | null } | null;
  /** `111122223333, us-east-1`. */
  readonly account: string;
  readonly asked: readonly Asked[];
  /** Until when a review is open, and the sentence that says what happens then. */
  readonly deadline: { readonly at: number; readonly after: string } | null;
  readonly said: readonly Said[];
  readonly plan: { readonly title: string; readonly steps: readonly string[] } | null;
  /** The review behind it; only an open one can be answered. */
  readonly review: { readonly id: string; readonly isOpen: boolean } | null;
  /** Where it is read; null where no pages are deployed. */
  readonly link: string | null;
  /** `Decision d-8f3a61c20b7e, revision 3`. */
  readonly ids: string;
};

/** `fraud-card v8 needs 2 of risk-approvers; 1 given`: subject and headline as one sentence. */
export const titleOf = ({ subject, headline }: Message): string =>
  `${subject}${/^[A-Z][a-z]+ \d/u.test(headline) ? ` ${headline.charAt(0).toLowerCase()}${headline.slice(1)}` : `: ${headline}`}`;

/** The title of several messages sent as one. */
export const digestTitleOf = (messages: readonly Message[]): string => `${messages.length} messages of modelgate`;
