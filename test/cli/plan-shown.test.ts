// What explain --plan says follows from an approval: of projects as they are, and of copies, by the policy files.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Explained } from '../../cli/evaluate/explained.ts';
import { planShownOf, type PlanPorts } from '../../cli/explain/plan-shown.ts';
import type { Project } from '../../lib/lane-ports.ts';
import type { ProjectRedeployment } from '../../lib/policy/project-redeployment.ts';
import type { Registration } from '../../lib/policy/registration.ts';
import { arnOf, projectOf, REDEPLOYMENT } from '../promotion/given.ts';

const REGISTRATION: Registration = {
  name: 'eu',
  match: REDEPLOYMENT.match,
  target: {
    modelPackageGroupArn: 'arn:aws:sagemaker:eu-west-1:444455556666:model-package-group/search',
    partition: 'aws',
    account: '444455556666',
    region: 'eu-west-1',
    group: 'search',
    roleArn: null,
    externalId: null,
    createGroup: false,
  },
  approvalStatus: 'PendingManualApproval',
  artifacts: null,
  images: [],
  onRejected: 'Keep',
  externalApproval: 'PromoteIfPolicyAgrees',
  place: REDEPLOYMENT.place,
};

type Given = {
  readonly project?: Partial<Project> | null;
  readonly redeployments?: readonly ProjectRedeployment[];
  readonly registrations?: readonly Registration[];
  readonly origin?: 'Gate' | 'External';
};

async function plan({ project = {}, redeployments = [], registrations = [], origin = 'Gate' }: Given) {
  const modelPackage = {
    arn: arnOf(8),
    group: 'search',
    version: 8,
    account: '111122223333',
    region: 'us-east-1',
    approvalStatus: origin === 'External' ? 'Approved' : 'PendingManualApproval',
  };
  const explained = { modelPackage, decision: { origin }, policies: [], shadow: [] } as unknown as Explained;
  const ports: PlanPorts = {
    registry: { describe: async () => null, groupTags: async () => new Map() },
    projects: {
      describe: async () => (project === null ? null : projectOf(project)),
      list: async () => ({ projects: [], nextToken: null }),
    },
    policies: { redeployments, registrations },
  };
  return (await planShownOf(explained, ports)).map(({ text }) => text);
}

describe('explain --plan', () => {
  test('names the project, what changes in it and how it is now, then the copies', async () => {
    assert.deepEqual(await plan({ redeployments: [REDEPLOYMENT], registrations: [REGISTRATION] }), [
      'search v8 becomes Approved in account 111122223333, us-east-1.',
      'Project search is redeployed: ModelPackageArn changes from v1 to v8. It is CreateCompleted now.',
      'A copy is registered in account 444455556666, eu-west-1, group search, as PendingManualApproval.',
    ]);
  });

  for (const [what, given, text] of [
    ['no file covers the group', {}, /^Nothing else: no ProjectRedeployment or Registration covers it\.$/u],
    ['the project is not there', { project: null }, /^ProjectRedeployment .* nothing: project search is not there\.$/u],
    [
      'the project takes no update',
      { project: { status: 'DeleteInProgress' } },
      /^Nothing.*search is DeleteInProgress/u,
    ],
    ['the project is busy', { project: { status: 'UpdateInProgress' } }, /the update waits until that is over\.$/u],
    ['the parameter is not there', { project: { parameters: new Map() } }, /^Nothing.*no parameter ModelPackageArn/u],
    [
      'the project has this version',
      { project: { parameters: new Map([['ModelPackageArn', arnOf(8)]]) } },
      /^Project search has these parameters already: nothing is sent\.$/u,
    ],
    ['it was approved around the gate', { origin: 'External' }, /redeploys nothing: it was approved outside the gate/u],
  ] as const satisfies readonly (readonly [string, Given, RegExp])[]) {
    test(`says so where ${what}`, async () => {
      const redeployments = what === 'no file covers the group' ? [] : [REDEPLOYMENT];
      assert.match((await plan({ redeployments, ...given }))[1] ?? '', text);
    });
  }
});
