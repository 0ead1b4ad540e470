// Whether a project may be updated now, by its status and its provisioned product. Pure: one table for all ten statuses.
import type { Project, ProjectStatus } from '../lane-ports.ts';

export type Readiness =
  | { readonly ready: 'update' }
  | { readonly ready: 'wait'; readonly because: string }
  | { readonly ready: 'refuse'; readonly because: string };

/** AWS documents no such table; it warns: "You must not update a project that is in use ... you may lose resources". */
const TABLE: Readonly<Record<ProjectStatus, Readiness['ready']>> = {
  CreateCompleted: 'update',
  UpdateCompleted: 'update',
  UpdateFailed: 'update',
  Pending: 'wait',
  CreateInProgress: 'wait',
  UpdateInProgress: 'wait',
  CreateFailed: 'refuse',
  DeleteInProgress: 'refuse',
  DeleteFailed: 'refuse',
  DeleteCompleted: 'refuse',
};

/** A provisioned product in one of these takes no update. Source: Service Catalog, ProvisionedProductStatus. */
const BUSY_PRODUCT = /\b(?:UNDER_CHANGE|PLAN_IN_PROGRESS)\b/u;

/** Whether a text of SageMaker says that the provisioned product is being changed. */
const isBusyProduct = (message: string | null): boolean => message !== null && BUSY_PRODUCT.test(message);

/** What the project's status allows. */
export function readinessOf({ name, status, statusMessage }: Project): Readiness {
  const ready = TABLE[status];
  if (ready === 'wait') return { ready, because: `project ${name} is ${status}` };
  if (ready === 'update') {
    return isBusyProduct(statusMessage)
      ? { ready: 'wait', because: `project ${name}: ${statusMessage}` }
      : { ready: 'update' };
  }
  const said = statusMessage === null ? '' : ` (${statusMessage})`;
  const todo = status.startsWith('Delete') ? 'create it anew or take it out of the policy files' : 'create it anew';
  return { ready: 'refuse', because: `project ${name} is ${status}${said} and cannot be updated; ${todo}` };
}
