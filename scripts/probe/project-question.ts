// One question more, about a project that may be updated: documentation does not say whether UpdateProject works with the rights of its caller in Service Catalog.
import { DescribeProjectCommand, SageMakerClient, UpdateProjectCommand } from '@aws-sdk/client-sagemaker';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { setTimeout as pause } from 'node:timers/promises';
import type { Question } from './questions.ts';

/** Milliseconds; a project's stack may take long. */
const LOOK_EVERY = 2_000;
const MOST_LOOKS = 300;

type Credentials = { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string };

/** Whom the project is updated as: somebody who may do that, and nothing else anywhere. */
export type AsUpdater = (projectArn: string) => Promise<SageMakerClient>;

/** A session of `roleArn` that is held to one project by its own policy, whatever the role may do beside. */
export function makeUpdater(
  roleArn: string,
  settings: { readonly region: string; readonly endpoint?: string; readonly credentials?: Credentials },
): AsUpdater {
  return async (projectArn) => {
    const sts = new STSClient(settings);
    const statement = { Effect: 'Allow', Action: ['sagemaker:UpdateProject'], Resource: projectArn };
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
    try {
      const session = { RoleArn: roleArn, RoleSessionName: 'modelgate-probe', Policy };
      const { Credentials: made } = await sts.send(new AssumeRoleCommand(session));
      const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = made ?? {};
      const credentials = {
        accessKeyId: AccessKeyId,
        secretAccessKey: SecretAccessKey,
        sessionToken: SessionToken,
      };
      return new SageMakerClient({ ...settings, credentials, maxAttempts: 1 });
    } finally {
      sts.destroy();
    }
  };
}

/** Updates the project with what it has, which changes nothing in it, and waits for the end. `redeploy` has no right in Service Catalog, so none is expected to be needed. */
export const projectQuestion = (ProjectName: string, asUpdater: AsUpdater, every = LOOK_EVERY): Question => ({
  question: 'rights in Service Catalog that UpdateProject needs of its caller',
  expected: 'none',
  ask: async ({ sagemaker }) => {
    const describe = () => sagemaker.send(new DescribeProjectCommand({ ProjectName }));
    const { ProjectArn = '', ServiceCatalogProvisioningDetails: has } = await describe();
    const { ProvisioningArtifactId, ProvisioningParameters = [] } = has ?? {};
    if (!has) return 'not asked: the project has no product in Service Catalog';
    // What is hidden can't be sent again, and the update would put the asterisks in its place.
    if (ProvisioningParameters.some(({ Value = '' }) => /^\*+$/u.test(Value)))
      return 'not asked: a parameter of the project is hidden, so it would be changed';
    const updater = await asUpdater(ProjectArn);
    try {
      const details = { ProvisioningArtifactId, ProvisioningParameters };
      await updater.send(new UpdateProjectCommand({ ProjectName, ServiceCatalogProvisioningUpdateDetails: details }));
    } catch (error) {
      const said = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      return /\bservicecatalog:\w+/u.exec(said)?.[0] ?? said;
    } finally {
      updater.destroy();
    }
    for (let looks = 0; looks < MOST_LOOKS; looks++) {
      const { ProjectStatus, ServiceCatalogProvisionedProductDetails: product } = await describe();
      if (ProjectStatus === 'UpdateCompleted') return 'none';
      if (ProjectStatus === 'UpdateFailed') return `UpdateFailed: ${product?.ProvisionedProductStatusMessage ?? ''}`;
      await pause(every);
    }
    return `no end within ${(MOST_LOOKS * every) / 60_000} minutes`;
  },
});
