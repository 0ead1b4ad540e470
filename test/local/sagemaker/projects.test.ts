// SageMaker projects under change: both kinds of provider, all ten statuses, defaults and hidden values.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PROJECT_STATUSES } from '../../../local/sagemaker/project.ts';
import { approver, type Body, caller, fixedRegistry, start } from './fixed-registry.ts';
import { CATALOG, created, describeIt, parametersOf, statusOf, TEMPLATED, updateWith } from './given-projects.ts';

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
});
