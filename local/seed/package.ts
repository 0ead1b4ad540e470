// What one seeded model package consists of, in the words of this seed; write.ts turns it into calls.

/** A report to be put to S3 and named in ModelMetrics. `body` null: named but never written; `bucket` where it is not the account's own. */
export type SeedReport = {
  readonly kind: 'ModelQuality' | 'Bias';
  readonly body: string | null;
  readonly bucket?: string;
  readonly isDigestGiven?: boolean;
};

/** One version to register. `account` null: the gate's own. `role` is the role that registers it. */
export type SeedPackage = {
  readonly group: string;
  readonly account: string | null;
  readonly role: string;
  readonly status: 'Approved' | 'Rejected' | 'PendingManualApproval';
  readonly metadata: Readonly<Record<string, string>>;
  readonly reports: readonly SeedReport[];
  readonly image?: string;
  readonly card?: string;
  readonly sourceUri?: string;
  /** MetadataProperties are given: the pipeline execution and the commit. */
  readonly isFromPipeline?: boolean;
};

/** A group with its versions, oldest first; `tags` are the group's. */
export type SeedGroup = {
  readonly name: string;
  readonly account: string | null;
  readonly description: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly history: readonly SeedPackage[];
  readonly candidates: readonly SeedPackage[];
};

/** The second account of the world. */
export const SPOKE_ACCOUNT = '444455556666';

/** A pending version with nothing but what is given. */
export const candidate = (
  group: string,
  role: string,
  rest: Partial<Omit<SeedPackage, 'group' | 'role'>>,
): SeedPackage => ({
  group,
  role,
  account: null,
  status: 'PendingManualApproval',
  metadata: {},
  reports: [],
  ...rest,
});

/** A version that was decided by a person before the gate came. */
export const earlier = (of: SeedPackage, status: 'Approved' | 'Rejected' = 'Approved'): SeedPackage => ({
  ...of,
  status,
});
