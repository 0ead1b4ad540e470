// SageMaker projects: both kinds of provider, all ten statuses, defaults and hidden values, lists.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PROJECT_STATUSES } from '../../../local/sagemaker/project.ts';
import type { Variants } from '../../../local/sagemaker/variants.ts';
import { approver, type Body, caller, fixedRegistry, type Fixed, start } from './fixed-registry.ts';

const CATALOG = {
  ServiceCatalogProvisioningDetails: {
    ProductId: 'prod-serving',
    ProvisioningArtifactId: 'pa-1',
    ProvisioningParameters: [
      { Key: 'ModelPackageArn', Value: 'v1' },
      { Key: 'Stage', Value: 'prod' },
    ],
  },
};
const TEMPLATED = {
  TemplateProviders: [
    {
      CfnTemplateProvider: {
        TemplateName: 'serving',
        TemplateURL: 'https://templates.s3.amazonaws.com/serving.yaml',
        Parameters: [{ Key: 'ModelPackageArn', Value: 'v1' }],
      },
    },
  ],
};
const created = async (details: Body = CATALOG, variants: Partial<Variants> = {}): Promise<Fixed> => {
  const fixed = fixedRegistry(variants);
  await fixed.call('CreateProject', { ProjectName: 'search-serving', ...details });
  fixed.pass(1000);
  return fixed;
};
const describeIt = (fixed: Fixed): Promise<Body> => fixed.call('DescribeProject', { ProjectName: 'search-serving' });
const statusOf = async (fixed: Fixed): Promise<unknown> => (await describeIt(fixed))['ProjectStatus'];
const updateWith = (value: string): Body => ({
  ProjectName: 'search-serving',
  ServiceCatalogProvisioningUpdateDetails: {
    ProvisioningArtifactId: 'pa-1',
    ProvisioningParameters: [
      { Key: 'ModelPackageArn', Value: value },
      { Key: 'Stage', Value: 'prod' },
    ],
  },
});
const parametersOf = (described: Body): unknown =>
  (described['ServiceCatalogProvisioningDetails'] as Body)['ProvisioningParameters'];

describe('projects', () => {
  it('go from Pending through CreateInProgress to CreateCompleted, and say who made them', async () => {
    const fixed = fixedRegistry();

    const made = await fixed.call('CreateProject', { ProjectName: 'search-serving', ...CATALOG });

    assert.match(String(made['ProjectId']), /^p-[0-9a-f]{12}$/u);
    assert.equal(await statusOf(fixed), 'Pending');
    fixed.pass(50);
    assert.equal(await statusOf(fixed), 'CreateInProgress');
    fixed.pass(500);
    const described = await describeIt(fixed);
    assert.equal(described['ProjectStatus'], 'CreateCompleted');
    assert.equal(described['CreationTime'], start / 1000);
    assert.equal((described['CreatedBy'] as { IamIdentity: Body }).IamIdentity['Arn'], caller.principalArn);
  });

  it('are updated as a whole: UpdateInProgress, then UpdateCompleted, with the last author', async () => {
    const fixed = await created();

    await fixed.call('UpdateProject', updateWith('v2'), approver);

    assert.equal(await statusOf(fixed), 'UpdateInProgress');
    fixed.pass(1000);
    const described = await describeIt(fixed);
    assert.equal(described['ProjectStatus'], 'UpdateCompleted');
    assert.equal((described['LastModifiedBy'] as { IamIdentity: Body }).IamIdentity['Arn'], approver.principalArn);
    assert.deepEqual(parametersOf(described), [
      { Key: 'ModelPackageArn', Value: 'v2' },
      { Key: 'Stage', Value: 'prod' },
    ]);
  });

  it('move to the newest artifact and to defaults for what an update leaves out', async () => {
    const fixed = await created();
    fixed.registry.projects.setTemplate('prod-serving', {
      latestArtifact: 'pa-9',
      parameters: { ModelPackageArn: { default: 'none' }, Stage: { default: 'dev' } },
    });

    await fixed.call('UpdateProject', {
      ProjectName: 'search-serving',
      ServiceCatalogProvisioningUpdateDetails: { ProvisioningParameters: [{ Key: 'ModelPackageArn', Value: 'v2' }] },
    });
    fixed.pass(1000);

    const described = await describeIt(fixed);
    assert.equal((described['ServiceCatalogProvisioningDetails'] as Body)['ProvisioningArtifactId'], 'pa-9');
    assert.deepEqual(parametersOf(described), [
      { Key: 'ModelPackageArn', Value: 'v2' },
      { Key: 'Stage', Value: 'dev' },
    ]);
  });

  it('show hidden parameters as stars only', async () => {
    const fixed = await created();
    fixed.registry.projects.setTemplate('prod-serving', { parameters: { Stage: { noEcho: true } } });

    assert.deepEqual(parametersOf(await describeIt(fixed)), [
      { Key: 'ModelPackageArn', Value: 'v1' },
      { Key: 'Stage', Value: '****' },
    ]);
  });

  for (const projectShows of ['sent', 'settled'] as const)
    it(`end in UpdateFailed with the product's message, showing parameters as ${projectShows}, and may be updated again`, async () => {
      const fixed = await created(CATALOG, { projectShows });
      fixed.registry.projects.failNext('search-serving', 'limit exceeded');
      await fixed.call('UpdateProject', updateWith('v2'));
      fixed.pass(1000);

      const described = await describeIt(fixed);

      assert.equal(described['ProjectStatus'], 'UpdateFailed');
      const product = described['ServiceCatalogProvisionedProductDetails'] as Body;
      assert.equal(product['ProvisionedProductStatusMessage'], 'limit exceeded');
      const [first] = parametersOf(described) as { Value: string }[];
      assert.equal(first?.Value, projectShows === 'sent' ? 'v2' : 'v1');
      await fixed.call('UpdateProject', updateWith('v3'));
      fixed.pass(1000);
      assert.equal(await statusOf(fixed), 'UpdateCompleted');
    });

  it('fail where the template has no such parameter', async () => {
    const fixed = await created();
    fixed.registry.projects.setTemplate('prod-serving', { parameters: { ModelPackageArn: {} } });
    await fixed.call('UpdateProject', updateWith('v2'));
    fixed.pass(1000);

    const product = (await describeIt(fixed))['ServiceCatalogProvisionedProductDetails'] as Body;

    assert.equal(product['ProvisionedProductStatusMessage'], 'Parameters: [Stage] do not exist in the template');
  });

  for (const status of PROJECT_STATUSES)
    it(`${/Completed$|UpdateFailed/u.test(status) && !status.startsWith('Delete') ? 'take' : 'refuse'} an update in ${status}`, async () => {
      const fixed = await created();
      fixed.registry.projects.put(caller, 'search-serving', { status });

      const answer = await fixed.call('UpdateProject', updateWith('v2')).catch((error: unknown) => error);

      if (['CreateCompleted', 'UpdateCompleted', 'UpdateFailed'].includes(status))
        assert.equal(await statusOf(fixed), 'UpdateInProgress');
      else assert.equal((answer as Error).name, 'ConflictException');
    });

  it('refuse an update while the provisioned product is under change', async () => {
    const fixed = await created();
    fixed.registry.projects.put(caller, 'search-serving', { productStatus: 'PLAN_IN_PROGRESS' });

    const error = await fixed.refused('UpdateProject', updateWith('v2'));

    assert.match(error.message, /PLAN_IN_PROGRESS/u);
  });

  it('of a template show no provisioned product, and take only their own kind of update', async () => {
    const fixed = await created(TEMPLATED);

    const described = await describeIt(fixed);
    const refused = await fixed.refused('UpdateProject', updateWith('v2'));
    await fixed.call('UpdateProject', {
      ProjectName: 'search-serving',
      TemplateProvidersToUpdate: [
        {
          CfnTemplateProvider: {
            TemplateName: 'serving',
            TemplateURL: 'https://templates.s3.amazonaws.com/serving.yaml',
            Parameters: [{ Key: 'ModelPackageArn', Value: 'v2' }],
          },
        },
      ],
    });
    fixed.pass(1000);

    assert.equal(described['ServiceCatalogProvisionedProductDetails'], undefined);
    assert.match(refused.message, /provisioned by a template/u);
    const [{ CfnTemplateProviderDetail: detail }] = (await describeIt(fixed))['TemplateProviderDetails'] as [
      { CfnTemplateProviderDetail: Body },
    ];
    assert.deepEqual(detail['Parameters'], [{ Key: 'ModelPackageArn', Value: 'v2' }]);
  });

  it('take tags with an update only where the product lets them', async () => {
    const fixed = await created();
    const tagged = { ...updateWith('v2'), Tags: [{ Key: 'version', Value: '2' }] };

    const error = await fixed.refused('UpdateProject', tagged);
    fixed.registry.projects.setTemplate('prod-serving', {
      parameters: { ModelPackageArn: {}, Stage: {} },
      tagUpdates: true,
    });
    await fixed.call('UpdateProject', tagged);

    assert.match(error.message, /no tag update constraint/u);
    const project = 'arn:aws:sagemaker:eu-west-1:111122223333:project/search-serving';
    const { Tags } = await fixed.call('ListTags', { ResourceArn: project });
    assert.deepEqual(Tags, [{ Key: 'version', Value: '2' }]);
  });

  it('are deleted in time, and their name is free again', async () => {
    const fixed = await created();

    await fixed.call('DeleteProject', { ProjectName: 'search-serving' });

    assert.equal(await statusOf(fixed), 'DeleteInProgress');
    fixed.pass(1000);
    assert.equal(await statusOf(fixed), 'DeleteCompleted');
    await fixed.call('CreateProject', { ProjectName: 'search-serving', ...TEMPLATED });
    assert.equal(await statusOf(fixed), 'Pending');
  });

  it('that are not there, or there already, or of no kind or both, are refused as AWS does', async () => {
    const fixed = await created();

    const missing = await fixed.refused('DescribeProject', { ProjectName: 'none' });
    const twice = await fixed.refused('CreateProject', { ProjectName: 'Search-Serving', ...CATALOG });
    const both = await fixed.refused('CreateProject', { ProjectName: 'x', ...CATALOG, ...TEMPLATED });

    assert.equal(missing.code, 'ValidationException');
    assert.equal(missing.message, 'Cannot find Project: arn:aws:sagemaker:eu-west-1:111122223333:project/none');
    assert.match(twice.message, /^Project already exists: /u);
    assert.match(both.message, /^Exactly one of/u);
  });

  it('are listed by name part and creation time, sorted, in pages', async () => {
    const fixed = fixedRegistry();
    for (const name of ['b-serving', 'a-serving', 'c-training']) {
      await fixed.call('CreateProject', { ProjectName: name, ...CATALOG });
      fixed.pass(1000);
    }
    const names = async (query: Body): Promise<readonly string[]> => {
      const found: string[] = [];
      let token: unknown;
      do {
        const page = await fixed.call('ListProjects', {
          ...query,
          MaxResults: 1,
          ...(token ? { NextToken: token } : {}),
        });
        for (const { ProjectName } of page['ProjectSummaryList'] as { ProjectName: string }[]) found.push(ProjectName);
        token = page['NextToken'];
      } while (token !== undefined);
      return found;
    };

    assert.deepEqual(await names({}), ['b-serving', 'a-serving', 'c-training']);
    assert.deepEqual(await names({ NameContains: 'serving', SortBy: 'Name' }), ['a-serving', 'b-serving']);
    assert.deepEqual(await names({ CreationTimeAfter: start / 1000 + 1.5, SortOrder: 'Descending' }), ['c-training']);
  });

  it('are kept in a snapshot', async () => {
    const fixed = await created();

    const again = fixedRegistry({}, JSON.parse(JSON.stringify(fixed.registry.snapshot())));

    again.pass(1000);
    assert.equal((await describeIt(again))['ProjectStatus'], 'CreateCompleted');
  });
});
