// The switches for what AWS does not document: each has every behaviour that a real registry might show.

/** One choice per undocumented behaviour. */
export type Variants = {
  /** Whether UpdateModelPackage's CustomerMetadataProperties join the present ones or take their place. */
  readonly metadata: 'merge' | 'replace';
  /** How long a ClientToken is remembered. */
  readonly clientTokenWindow: 'forever' | 'none';
  /** What a remembered ClientToken with another body gets: the first answer, or a ConflictException. */
  readonly clientTokenMismatch: 'firstAnswer' | 'conflict';
  /** true: an update emits and names every member sent. false: it emits only for members whose value changed. */
  readonly noOpUpdateEmits: boolean;
  /** The code for an ARN that does not exist, in BatchDescribe's error map. */
  readonly batchErrorCode: 'ValidationException' | 'ModelPackageNotFound';
  /** One event with the package Completed at once, or Pending, InProgress and Completed, one after another. */
  readonly creationEvents: 'one' | 'progress';
  /** Whether a deletion emits an event with the status Deleting. */
  readonly deletionEmits: boolean;
  /** Reads may show a state up to this many milliseconds old; each read draws its own age. */
  readonly registryLagMs: number;
  /** Whether ARNs keep the letter case of the names they were made from. */
  readonly arnCase: 'asGiven' | 'lower';
  /** The code of UpdateProject where the project's status does not allow it. */
  readonly projectBusyCode: 'ConflictException' | 'ValidationException';
  /** Whether a project shows the parameters sent as soon as they are accepted, also when the update fails; or only once it is completed. */
  readonly projectShows: 'sent' | 'settled';
};

/** What is most likely, or, where nothing is known, what asks more of a caller. */
export const defaultVariants: Variants = {
  metadata: 'merge',
  clientTokenWindow: 'forever',
  clientTokenMismatch: 'firstAnswer',
  noOpUpdateEmits: true,
  batchErrorCode: 'ValidationException',
  creationEvents: 'one',
  deletionEmits: false,
  registryLagMs: 0,
  arnCase: 'asGiven',
  projectBusyCode: 'ConflictException',
  projectShows: 'sent',
};
