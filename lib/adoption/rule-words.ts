// A customer's EventBridge rule in words: what it fires on, what it looks at, and whether its target deploys. Pure.
import { listed } from '../counted.ts';
import { parseMembers } from '../members.ts';
import type { SampleName } from './sample-events.ts';

/** A rule of the default bus that matches at least one event of a group. */
export type FiringRule = {
  readonly name: string;
  readonly isEnabled: boolean;
  /** The pattern as its owner wrote it (JSON). */
  readonly pattern: string;
  readonly targets: readonly string[];
  readonly firesOn: readonly SampleName[];
};

/** Whether a pattern names other sources alone, each as it is: then no event of SageMaker matches it. Any other form EventBridge has to be asked about. */
export function isOfOtherSource(pattern: string): boolean {
  const { source } = parseMembers(pattern) ?? {};
  return Array.isArray(source) && source.every((one) => typeof one === 'string' && one !== 'aws.sagemaker');
}

/** `fires on Approved and Rejected, does not look at UpdatedModelPackageFields`. */
export function ruleSentence({ firesOn, pattern, isEnabled }: FiringRule): string {
  const named = firesOn.filter((name) => name !== 'MetadataOnly');
  const looks = pattern.includes('UpdatedModelPackageFields')
    ? 'looks at UpdatedModelPackageFields'
    : 'does not look at UpdatedModelPackageFields';
  const again = firesOn.includes('MetadataOnly') ? ', so metadata written on an approved version fires it too' : '';
  return `${isEnabled ? '' : 'disabled; '}fires on ${listed(named) || 'nothing'}, ${looks}${again}`;
}

/** Services whose targets usually run a deployment. */
const DEPLOYS = /^arn:[^:]+:(?:codepipeline|codebuild|states|lambda|sagemaker|batch|ecs):/u;

/** `codepipeline fraud-deploy`: service and last part of a target's ARN. */
export function targetWords(arn: string): string {
  const [, , service = '', , , ...rest] = arn.split(':');
  return `${service} ${rest.at(-1) ?? ''}`.trim();
}

/** Whether approving a version would make this rule run what may be a deployment. */
export const mayDeploy = ({ isEnabled, firesOn, targets }: FiringRule): boolean =>
  isEnabled && firesOn.includes('Approved') && targets.some((arn) => DEPLOYS.test(arn));
