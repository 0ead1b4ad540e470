// The project and the other account of whole histories, before anything has happened to them.
import type { ApprovalStatus } from '../../lib/evidence/evidence.ts';
import type { Project } from '../../lib/lane-ports.ts';
import type { Lane } from '../../lib/ledger/lane.ts';
import type { PromotionEvent } from '../../lib/promotion-events.ts';

/** Somebody else who changes the project. */
export const OTHER = 'arn:aws:iam::111122223333:user/ada';
export const [ACCOUNT, REGION] = ['111122223333', 'us-east-1'];

/** A version in the other account. */
export type Copy = {
  readonly copyArn: string;
  readonly at: number;
  readonly metadata: ReadonlyMap<string, string>;
  readonly clientToken: string;
  approvalStatus: ApprovalStatus;
};

/** What the project went through: requests as they were signed and as they landed, and its own ends. */
export type ProjectEvent = {
  readonly what: 'signed' | 'landed' | 'busy' | 'ended';
  readonly at: number;
  readonly by: string;
  readonly serves: string;
};
export type PromotionState = {
  project: Project;
  readonly projectLog: ProjectEvent[];
  readonly lanes: Map<string, Lane>;
  readonly copies: Copy[];
  readonly told: { readonly at: number; readonly event: PromotionEvent }[];
};

/** A project that serves nothing of the gate's yet. */
export const firstPromotion = (): PromotionState => ({
  project: {
    name: 'search',
    arn: `arn:aws:sagemaker:${REGION}:${ACCOUNT}:project/search`,
    id: 'p-1',
    status: 'CreateCompleted',
    provider: { kind: 'ServiceCatalog', provisioningArtifactId: 'pa-1' },
    parameters: new Map([
      ['ModelPackageArn', 'none'],
      ['Stage', 'prod'],
    ]),
    statusMessage: null,
    modifiedAt: 0,
    modifiedBy: OTHER,
  },
  projectLog: [],
  lanes: new Map(),
  copies: [],
  told: [],
});
