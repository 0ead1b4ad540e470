// What the registry keeps of a SageMaker project, and how its status moves in time.
import type { Tag } from './package.ts';
import type { UserContext } from './user-context.ts';

/** All ten statuses. Source: API model, ProjectStatus. */
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

export type Parameters = readonly { readonly Key: string; readonly Value: string }[];

/** Who provisions it: a Service Catalog product, or a CloudFormation template. */
export type Provider =
  | {
      readonly kind: 'ServiceCatalog';
      readonly productId: string;
      readonly artifactId: string;
      readonly pathId?: string;
    }
  | { readonly kind: 'Template'; readonly name: string; readonly url: string; readonly roleArn?: string };

/** A change under way: what it will be, and when; `until` null: for as long as a test holds it. */
export type Change = {
  readonly what: 'Create' | 'Update' | 'Delete';
  /** Milliseconds: when Pending ends and the work begins, and when it is done. */
  readonly from: number;
  readonly until: number | null;
  readonly parameters: Parameters;
  readonly provider: Provider;
  /** Why it will fail; undefined: it will not. */
  readonly fails?: string | undefined;
};

/** One project; times in epoch milliseconds. Its parts are replaced, never changed in place. */
export type ProjectEntry = {
  readonly name: string;
  readonly arn: string;
  readonly id: string;
  readonly sequence: number;
  readonly createdAt: number;
  readonly createdBy: UserContext;
  description?: string | undefined;
  tags: readonly Tag[];
  modifiedAt: number;
  modifiedBy: UserContext;
  status: ProjectStatus;
  provider: Provider;
  parameters: Parameters;
  message?: string | undefined;
  /** The provisioned product's own status; while it is not AVAILABLE or TAINTED, updates are refused. */
  productStatus: string;
  change?: Change | undefined;
};

/** Puts every step of the change that is due into force. */
export function settleProject(project: ProjectEntry, now: number): void {
  const { change } = project;
  if (!change || now < change.from) return;
  project.status = `${change.what}InProgress`;
  if (change.until === null || now < change.until) return;
  project.change = undefined;
  project.modifiedAt = change.until;
  project.message = change.fails;
  project.status = `${change.what}${change.fails === undefined ? 'Completed' : 'Failed'}`;
  project.productStatus = change.fails === undefined ? 'AVAILABLE' : change.what === 'Update' ? 'TAINTED' : 'ERROR';
  if (change.fails !== undefined) return;
  project.parameters = change.parameters;
  project.provider = change.provider;
}
