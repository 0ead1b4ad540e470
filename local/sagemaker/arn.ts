// Reads and writes the registry's ARNs, and refuses those of another account or region.
import { AwsError, type Caller } from '../service.ts';

/** A SageMaker ARN taken apart; `name` is `group/version` for a versioned package. */
export type RegistryArn = {
  readonly region: string;
  readonly account: string;
  readonly type: string;
  readonly name: string;
};

const arnPattern = /^arn:aws[a-z-]*:sagemaker:([a-z0-9-]*):(\d{12}):([a-z-]*)\/(\S+)$/u;

/** The parts of an ARN, or undefined when the text is none of SageMaker's. */
export const parseArn = (text: string): RegistryArn | undefined => {
  const [, region, account, type, name] = arnPattern.exec(text) ?? [];
  if (region === undefined || account === undefined || type === undefined || name === undefined) return undefined;
  return { region, account, type, name };
};

const partitionOf = (region: string): string => {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
};

/** The ARN of a resource in the caller's account and region. */
export const writeArn = (caller: Pick<Caller, 'account' | 'region'>, type: string, name: string): string =>
  `arn:${partitionOf(caller.region)}:sagemaker:${caller.region}:${caller.account}:${type}/${name}`;

/** What IAM says of a resource of another account without a policy that lets the caller in. */
export const accessDenied = (operation: string, arn: string, caller: Caller): AwsError => {
  const action = `sagemaker:${operation}`;
  return new AwsError(
    'AccessDeniedException',
    `User: ${caller.principalArn} is not authorized to perform: ${action} on resource: ${arn} because no resource-based policy allows the ${action} action`,
  );
};
