// What one registration in another account costs in control calls, whatever the number of versions that are there: for a test and the bench.
import { CreateModelPackageCommand, ListModelPackagesCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { ACCOUNT, type Gate } from './gate.ts';

/** Versions over there when a copy is added. */
export const SIZES: readonly number[] = [0, 10, 100, 250];
/** Design, section 9: the budget of one registration. */
export const MOST_CONTROL_CALLS = 8;

export type RegistrationCost = { readonly versions: number; readonly calls: number };

const IMAGE = `${ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/churn@sha256:${'a'.repeat(64)}`;
/** Calls of SageMaker and STS by register, as itself and in the role of the target. */
const IS_CONTROL = /^(?:SageMaker|STS)\./u;
const BY_REGISTER = /assumed-role\/(?:RegisterRole|modelgate-registration)\//u;

/**
 * Approves a version of `group`, of which a Registration makes a copy in the group of the same name in `account`, with ever more
 * versions over there; answers the calls of each. The group over there has to be empty, or missing and allowed to be created.
 */
export async function registrationCosts(
  gate: Gate,
  { group, account }: { readonly group: string; readonly account: string },
): Promise<readonly RegistrationCost[]> {
  const there = new SageMakerClient({
    endpoint: gate.world.aws.url,
    region: 'us-east-1',
    credentials: { accessKeyId: account, secretAccessKey: 'local' },
  });
  let counted = 0;
  const stop = gate.world.aws.calls.onCall(({ operation, principalArn }) => {
    if (IS_CONTROL.test(operation) && BY_REGISTER.test(principalArn)) counted += 1;
  });
  const costs: RegistrationCost[] = [];
  for (const versions of SIZES) {
    await fill(there, group, versions);
    counted = 0;
    await gate.register(group, { CustomerMetadataProperties: { accuracy: '0.95' } });
    await gate.rest();
    costs.push({ versions, calls: counted });
  }
  stop();
  there.destroy();
  return costs;
}

async function fill(there: SageMakerClient, group: string, versions: number): Promise<void> {
  const Containers = [{ Image: IMAGE }];
  const types = { SupportedContentTypes: ['text/csv'], SupportedResponseMIMETypes: ['text/csv'] };
  const InferenceSpecification = { Containers, ...types };
  for (let count = versions === 0 ? 0 : await countOf(there, group); count < versions; count++)
    await there.send(new CreateModelPackageCommand({ ModelPackageGroupName: group, InferenceSpecification }));
}

async function countOf(there: SageMakerClient, group: string): Promise<number> {
  let count = 0;
  let NextToken: string | undefined;
  do {
    const page = await there.send(
      new ListModelPackagesCommand({ ModelPackageGroupName: group, MaxResults: 100, NextToken }),
    );
    count += page.ModelPackageSummaryList?.length ?? 0;
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return count;
}
