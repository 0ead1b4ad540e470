// Joins tags, within SageMaker's limit of 50 per resource.
import { AwsError } from '../service.ts';
import type { Tag } from './package.ts';

/** Present tags with new ones; a key given again takes the new value. Throws above 50 tags. */
export const joinTags = (present: readonly Tag[], added: readonly Tag[]): readonly Tag[] => {
  const joined = new Map([...present, ...added].map((tag) => [tag.Key, tag]));
  if (joined.size > 50) {
    throw new AwsError('ResourceLimitExceeded', `The resource would have ${joined.size} tags; the limit is 50 tags`);
  }
  return [...joined.values()];
};
