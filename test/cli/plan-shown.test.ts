// What explain --plan says follows from an approval: of projects as they are, and of copies, by the policy files.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Explained } from '../../cli/evaluate/explained.ts';
import { planShownOf, type PlanPorts } from '../../cli/explain/plan-shown.ts';
import type { Project } from '../../lib/lane-ports.ts';
import type { Copy } from '../../lib/ledger/copies.ts';
import { want, type Lane } from '../../lib/ledger/lane.ts';
import type { ProjectRedeployment } from '../../lib/policy/project-redeployment.ts';
import type { Registration } from '../../lib/policy/registration.ts';
import { PLACE, wantedOf } from '../ledger/lane-world.ts';
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
  readonly lane?: Lane | null;
};

async function plan({ project = {}, redeployments = [], registrations = [], origin = 'Gate', lane = null }: Given) {
  const modelPackage = {
    arn: arnOf(8),
    group: 'search',
    version: 8,
    account: '111122223333',
    region: 'us-east-1',
    registeredAt: '2026-11-17T09:41:12.000Z',
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
    lanes: { readLane: async () => lane },
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

  const wanted = (version: number): Lane => want(null, PLACE, wantedOf(version), 1_000) ?? assert.fail('it is no news');

  test('says that a project goes by a newer version', async () => {
    const [, text] = await plan({ redeployments: [REDEPLOYMENT], lane: wanted(9) });

    assert.equal(text, 'Project search goes by v9, which is newer: nothing is sent.');
  });

  test('says that the copy is there already', async () => {
    const copy: Copy = {
      copyArn: 'arn:aws:sagemaker:eu-west-1:444455556666:model-package/search/4',
      packageDigest: 'sha256:1',
      approvalStatus: 'PendingManualApproval',
      decisionId: 'd-1',
    };
    const [, text] = await plan({
      registrations: [REGISTRATION],
      lane: { ...wanted(8), wanted: null, copies: [copy] },
    });

    assert.equal(
      text,
      'The copy in account 444455556666, eu-west-1, group search is v4 there, PendingManualApproval: no second one is registered.',
    );
  });

  test('says what keeps the target closed', async () => {
    const blocked = {
      reason: 'GroupMissing',
      message: 'CreateModelPackage: there is no such group',
      fix: 'Create it.',
      since: 1_000,
      times: 1,
      isGivenUp: false,
    };
    const [, text] = await plan({ registrations: [REGISTRATION], lane: { ...wanted(8), blocked } });

    assert.equal(
      text,
      'A copy is registered in account 444455556666, eu-west-1, group search, as PendingManualApproval. It is blocked, GroupMissing: CreateModelPackage: there is no such group. To do: Create it.',
    );
  });
});
