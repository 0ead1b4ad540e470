// SageMaker projects of both kinds of provider, and how they are looked at.

import type { Variants } from '../../../local/sagemaker/variants.ts';
import { type Body, fixedRegistry, type Fixed } from './fixed-registry.ts';

/** A product of the Service Catalog. */
export const CATALOG = {
  ServiceCatalogProvisioningDetails: {
    ProductId: 'prod-serving',
    ProvisioningArtifactId: 'pa-1',
    ProvisioningParameters: [
      { Key: 'ModelPackageArn', Value: 'v1' },
      { Key: 'Stage', Value: 'prod' },
    ],
  },
};
/** A template of CloudFormation. */
export const TEMPLATED = {
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
/** A registry whose one project was created. */
export const created = async (details: Body = CATALOG, variants: Partial<Variants> = {}): Promise<Fixed> => {
  const fixed = fixedRegistry(variants);
  await fixed.call('CreateProject', { ProjectName: 'search-serving', ...details });
  fixed.pass(1000);
  return fixed;
};
/** The project as it is described. */
export const describeIt = (fixed: Fixed): Promise<Body> =>
  fixed.call('DescribeProject', { ProjectName: 'search-serving' });
/** Its status. */
export const statusOf = async (fixed: Fixed): Promise<unknown> => (await describeIt(fixed))['ProjectStatus'];
/** An update that sets the parameter of the version. */
export const updateWith = (value: string): Body => ({
  ProjectName: 'search-serving',
  ServiceCatalogProvisioningUpdateDetails: {
    ProvisioningArtifactId: 'pa-1',
    ProvisioningParameters: [
      { Key: 'ModelPackageArn', Value: value },
      { Key: 'Stage', Value: 'prod' },
    ],
  },
});
/** The parameters that a description shows. */
export const parametersOf = (described: Body): unknown =>
  (described['ServiceCatalogProvisioningDetails'] as Body)['ProvisioningParameters'];
