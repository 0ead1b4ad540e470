// The types of a loaded policy set: what the files say, parsed, defaulted and compiled, with the place each thing came from.

/** A place in a policy file; line and column count from 1. */
export type Place = { readonly file: string; readonly line: number; readonly column: number };

export type ValidationAction = 'Reject' | 'RequireReview' | 'Warn';
/** Verdicts from the strongest to the weakest. */
export const VERDICTS = ['Reject', 'Hold', 'RequireReview', 'Approve', 'NoOpinion'] as const;
export type Verdict = (typeof VERDICTS)[number];
/** The strongest of several verdicts; NoOpinion where there is none. */
export const strongestOf = (verdicts: readonly Verdict[]): Verdict =>
  VERDICTS.find((verdict) => verdicts.includes(verdict)) ?? 'NoOpinion';

export type Mode = 'Enforce' | 'Audit';

/** What a check may read, with source and type. `from` is a ModelMetrics path, `LatestApproved` or `ModelCard`. */
export type EvidenceDeclaration = {
  readonly name: string;
  readonly from: string;
  readonly fields: readonly EvidenceField[];
  readonly place: Place;
};
export type EvidenceField = {
  readonly name: string;
  readonly pointer: string;
  readonly type: 'double' | 'int' | 'string' | 'bool';
};

/** Which groups and accounts a policy governs. Globs are matched case-insensitively against the group name. */
export type Match = {
  readonly modelPackageGroups: readonly string[];
  readonly exclude: readonly string[];
  /** Empty: every account. */
  readonly accounts: readonly string[];
};

/** A review that a policy may ask for. People are resolved in a later room; here it is data. */
export type ReviewRequirement = {
  readonly name: string;
  readonly reviewers: { readonly groups: readonly string[]; readonly people: readonly string[] };
  readonly count: number;
  readonly notFrom: readonly string[];
  readonly onUnknownAuthor: 'Hold' | 'RequireOneMore' | 'Allow';
  readonly requireComment: boolean;
  readonly invalidateOn: readonly ('EvidenceChange' | 'PolicyChange' | 'ChampionChange')[];
  readonly remindEvery: number | null;
  readonly expiresAfter: number | null;
  readonly onExpiry: 'Reject' | 'Escalate' | 'Hold';
  readonly escalateTo: string | null;
  readonly rejectedBy: number;
  /** Where `notFrom` is written, else the review; a refusal names it. */
  readonly place?: Place;
};

/** One model package, as far as needed to find the policies that govern it and the exceptions that are for it. */
export type Subject = {
  readonly group: string;
  readonly account: string;
  readonly region?: string;
  readonly version?: number | null;
};

/** A PolicyException as it is shown where a check passed by it. `until` is as written. */
export type ShownException = {
  readonly name: string;
  readonly until: string;
  readonly reason: string;
  readonly approvedBy: string;
};

/** What the matching policies need gathered before they can be evaluated. */
export type Needs = {
  /** DescribeModelPackage is needed (metadata, reports, authors); otherwise the BatchDescribe summary is enough. */
  readonly description: boolean;
  readonly card: boolean;
  readonly groupTags: boolean;
  /** Named reports to read from S3, for the version itself and, where `champion`, for the champion too. */
  readonly declarations: readonly EvidenceDeclaration[];
  readonly champion: boolean;
  /** The newest approved version's number is compared (olderThanApproved); it costs a look-up, not a Describe. */
  readonly newestApproved: boolean;
};

/**
 * One step of a check: a sub-expression with what came of it. `value` is for people (numbers rounded), `raw` what it was, where JSON can
 * say it. `because` says why a part was not evaluated, or what went wrong in it. The whole expression comes first, then its parts.
 */
export type TraceNode = {
  readonly text: string;
  /** How deep the part lies in the expression; the whole is 0. */
  readonly depth: number;
  readonly value: string | null;
  readonly raw?: JsonValue;
  readonly state: 'value' | 'error' | 'notEvaluated';
  readonly because: string | null;
};
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/**
 * The numbers of a range or compare, for plots. `limit` is the edge that decides: the one passed, or else the nearest; `warnFrom` the
 * edge of the warn band. `tolerance` is as written; `baselineSource` says whose baseline it is, such as `fraud-card v6`.
 */
export type Measure = {
  readonly label: string;
  readonly value: number;
  readonly minimum: number | null;
  readonly maximum: number | null;
  readonly baseline: number | null;
  readonly limit: number | null;
  readonly warnFrom: number | null;
  readonly tolerance: string | null;
  readonly direction: 'HigherIsBetter' | 'LowerIsBetter' | null;
  readonly baselineSource: string | null;
};

/** The check that no file lists, and that an exception may name all the same: whether a version is newer than what is approved. */
export const OLDER = 'olderThanApproved';

/** A check's own result. `skip` only by onNoBaseline: Skip. */
export type ValidationResult = {
  readonly name: string;
  readonly result: 'pass' | 'fail' | 'error' | 'skip' | 'warn';
  readonly action: ValidationAction;
  /** The sentence that every surface prints unchanged. */
  readonly message: string;
  readonly place: Place;
  readonly review: string | null;
  /** Values seen, as label, shown value and source. */
  readonly values: readonly { readonly label: string; readonly value: string; readonly source: string }[];
  /** Why it errored: Absent and Corrupt evidence make a Hold of cause Evidence; Expression and Budget one of cause System. */
  readonly errorKind: 'Absent' | 'Corrupt' | 'Expression' | 'Budget' | null;
  /** Steps counted by the budget. */
  readonly cost: number;
  /** Every part of the expression, where the check has one. */
  readonly trace?: readonly TraceNode[];
  readonly measure?: Measure;
  /** The check was false and passed all the same, by this exception. */
  readonly exception?: ShownException;
};

export type PolicyResult = {
  readonly policy: string;
  readonly file: string;
  readonly sha256: string;
  /** By which binding it governs here; not there where by its own match. */
  readonly binding?: { readonly name: string; readonly file: string; readonly owner: string | null };
  /** The parameters used, as they were written; not there where the policy has none. */
  readonly params?: readonly { readonly name: string; readonly value: string }[];
  readonly mode: Mode;
  readonly matched: boolean;
  /** Why it was not matched: a match condition was false, the group is excluded. */
  readonly notMatchedBecause: string | null;
  readonly verdict: Verdict;
  readonly validations: readonly ValidationResult[];
  readonly errors: readonly string[];
};

/** Requirement of one policy, as combined into the union. */
export type OpenRequirement = ReviewRequirement & {
  readonly policy: string;
  readonly because: readonly string[];
  /** When nobody had answered in time and the group of `escalateTo` was asked too (milliseconds). */
  readonly escalatedAt?: number;
  /** When it was asked, where that was before the review was opened: an escalation of others does not give it more time. */
  readonly askedAt?: number;
};

/** What all policies say together. This is the tree that every surface renders. */
export type Assessment = {
  readonly verdict: Verdict;
  /** Only for Hold: Evidence waits for people to add something, System alarms. */
  readonly holdCause: 'Evidence' | 'System' | null;
  /** True where the hold may end by itself: absent evidence before the evidence deadline. */
  readonly isWaiting: boolean;
  readonly policies: readonly PolicyResult[];
  /** Audit policies: evaluated, shown, never counted. */
  readonly shadow: readonly PolicyResult[];
  readonly requirements: readonly OpenRequirement[];
  /** `policy/validation` of the checks that determined the verdict. */
  readonly determining: readonly string[];
  /** Sentences, determining ones first. */
  readonly reasons: readonly string[];
  readonly warnings: readonly string[];
  readonly errors: readonly string[];
  /** What is missing and how to add it, for absent evidence. */
  readonly missing: readonly string[];
  /** The exceptions by which counted checks passed; not there where there are none. */
  readonly exceptions?: readonly UsedException[];
};

/** An exception that let a check of a policy pass. */
export type UsedException = ShownException & { readonly policy: string; readonly validation: string };

/** A registry account from `kind: RegistryAccount`: where it is and which report buckets may be read. */
export type RegistryAccount = {
  readonly account: string;
  readonly regions: readonly string[];
  readonly roleArn: string | null;
  readonly externalId: string | null;
  readonly reportBuckets: readonly { readonly bucket: string; readonly owner: string; readonly prefix: string }[];
  readonly place: Place;
};
