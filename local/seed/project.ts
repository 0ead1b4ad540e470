// The project of the seeded world: it serves the search group's first version and is redeployed when a later one is approved.
import { CreateProjectCommand } from '@aws-sdk/client-sagemaker';
import type { SeedPlace } from './write.ts';

const SEEDED_PROJECT = 'search-serving';
const GROUP = 'search-ranking';

/** Creates it from the template that stacks/project-template.yaml ships as a Service Catalog product. */
export async function seedProject(place: SeedPlace): Promise<void> {
  const { account, region } = place;
  const { sagemaker } = place.aws.of(account, 'platform-admin');
  const parameters = {
    ModelPackageArn: `arn:aws:sagemaker:${region}:${account}:model-package/${GROUP}/1`,
    ExecutionRoleArn: `arn:aws:iam::${account}:role/search-serving`,
    InstanceType: 'ml.m5.large',
    InstanceCount: '2',
  };
  await sagemaker.send(
    new CreateProjectCommand({
      ProjectName: SEEDED_PROJECT,
      ProjectDescription: 'Serves search ranking behind one endpoint.',
      ServiceCatalogProvisioningDetails: {
        ProductId: 'prod-serving',
        ProvisioningArtifactId: 'pa-serving-1',
        ProvisioningParameters: Object.entries(parameters).map(([Key, Value]) => ({ Key, Value })),
      },
    }),
  );
}
