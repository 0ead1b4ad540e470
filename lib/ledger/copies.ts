// What the lane of a registration remembers beside its calls: the copies it made, and what keeps its target closed.

/** A version registered in a target, with the evidence it was approved on. */
export type Copy = {
  readonly copyArn: string;
  readonly packageDigest: string;
  readonly decisionId: string;
  /** As the gate set it last. */
  readonly approvalStatus: 'Approved' | 'Rejected' | 'PendingManualApproval';
};

/** What keeps a target closed, until somebody lifts it. Times in milliseconds. */
export type Blocked = {
  readonly reason: string;
  readonly message: string;
  readonly fix: string | null;
  readonly since: number;
  /** Tries in a row that ended so. */
  readonly times: number;
  /** Nobody tries again by himself: it takes a person's command. */
  readonly isGivenUp: boolean;
};
