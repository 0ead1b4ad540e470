// DescribeModelPackage as it was recorded (canonical JSON), read again: the same translation as the live answer's, with its times revived.
import type { DescribeModelPackageOutput } from '@aws-sdk/client-sagemaker';
import type { PackageDescription } from '../evidence/evidence.ts';
import { descriptionOf } from './registry-answers.ts';

/** Throws where the text is no recorded answer. */
export function recordedDescriptionOf(raw: string, { card }: { card: boolean }): PackageDescription {
  const answer = JSON.parse(raw) as DescribeModelPackageOutput;
  const revived = (time: unknown): Date | undefined => (typeof time === 'string' ? new Date(time) : undefined);
  const CreationTime = revived(answer.CreationTime);
  const LastModifiedTime = revived(answer.LastModifiedTime);
  return descriptionOf({ ...answer, CreationTime, LastModifiedTime }, { card });
}
