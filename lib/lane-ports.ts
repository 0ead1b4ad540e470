// What promotion asks of the outside world, as types: lanes, wake-ups for them, and SageMaker's projects.
import type { Lane, LaneKind } from './ledger/lane.ts';

/** LANE items, one per project or registration target. Reads of items are consistent; lists of what is due lag behind a little. */
export type Lanes = {
  readLane(laneId: string): Promise<Lane | null>;
  /** Puts the whole item where it still has `expected`'s revision (null: no item). Throws ConditionFailedError. */
  putLane(expected: Lane | null, next: Lane): Promise<void>;
  /** All lanes of a kind by their id, paged. */
  listLanes(kind: LaneKind, nextToken: string | null): Promise<{ lanes: readonly Lane[]; nextToken: string | null }>;
  /** Ids of lanes that are due not later than `until` (ms), oldest first, paged. */
  readDueLanes(
    until: number,
    nextToken: string | null,
  ): Promise<{ laneIds: readonly string[]; nextToken: string | null }>;
};

/** A wake-up of a lane: after so many milliseconds (SQS delays at most 15 minutes: more is cut). */
export type LaneWake = {
  readonly laneId: string;
  readonly delay: number;
  /** The time the lane itself names for its next look; null: something has changed, look now. */
  readonly dueAt: number | null;
};

/** Sends a wake-up to the queue of the lane's kind. */
export type WakeLane = (wake: LaneWake) => Promise<void>;

/** All ten, as SageMaker spells them. */
export const PROJECT_STATUSES = [
  'Pending',
  'CreateInProgress',
  'CreateCompleted',
  'CreateFailed',
  'DeleteInProgress',
  'DeleteFailed',
  'DeleteCompleted',
  'UpdateInProgress',
  'UpdateCompleted',
  'UpdateFailed',
] as const;
export type ProjectStatus = (typeof PROJECT_STATUSES)[number];

/** A project as DescribeProject shows it. Times in milliseconds since the epoch. */
export type Project = {
  readonly name: string;
  readonly arn: string;
  readonly id: string;
  readonly status: ProjectStatus;
  readonly provider:
    | { readonly kind: 'ServiceCatalog'; readonly provisioningArtifactId: string | null }
    | { readonly kind: 'Template'; readonly templateName: string; readonly templateUrl: string };
  readonly parameters: ReadonlyMap<string, string>;
  /** ProvisionedProductStatusMessage or the stack's StatusMessage; template-provider projects have no provisioned product. */
  readonly statusMessage: string | null;
  readonly modifiedAt: number | null;
  /** The ARN or Studio profile of whoever changed it last. */
  readonly modifiedBy: string | null;
};

/** One UpdateProject: the whole parameter set, the template pinned, never the description. */
export type ProjectUpdate = {
  readonly name: string;
  readonly provider: Project['provider'];
  readonly parameters: ReadonlyMap<string, string>;
  /** Left out of the call where empty. */
  readonly tags: ReadonlyMap<string, string>;
};

/** How UpdateProject went. `lost`: no answer came, it may land yet. `refused`: a definite no. */
export type UpdateAnswer =
  | { readonly answer: 'accepted' }
  | { readonly answer: 'lost'; readonly because: string }
  | { readonly answer: 'busy'; readonly because: string }
  | { readonly answer: 'refused'; readonly because: string };

export type ProjectRow = {
  readonly name: string;
  readonly arn: string;
  readonly id: string;
  readonly status: ProjectStatus;
  readonly creationTime: number;
};

/** Which projects ListProjects is asked for; its filters only. Times in milliseconds since the epoch. */
export type ProjectQuery = {
  readonly nameContains: string | null;
  readonly createdAfter: number | null;
  readonly nextToken: string | null;
};

/** SageMaker projects of one account and region. Not found is `null`; a denied read is a RefusedError; throttling and outages are exceptions. */
export type Projects = {
  describe(name: string): Promise<Project | null>;
  /** One page of at most 100 rows, the newest first. */
  list(query: ProjectQuery): Promise<{ projects: readonly ProjectRow[]; nextToken: string | null }>;
  /** One attempt; `maySign` is asked right before the signature: false throws NotYetError, and nothing is sent. */
  update(update: ProjectUpdate, maySign: () => boolean): Promise<UpdateAnswer>;
  /** The ARN that our own changes are shown under. */
  whoAmI(): Promise<string>;
};

/** Clients by account and region, made when first needed. Throws InvalidError for an account that is not on the list. */
export type ProjectsOf = (account: string, region: string) => Projects;
