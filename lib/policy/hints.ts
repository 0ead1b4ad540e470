// Advice about policies that work but may not do what was meant.
import type { Policy } from './document.ts';
import { readsOf } from './needs.ts';

/** Where only metadata decides, the registrant decides: one hint for such a policy, none for others. */
export function metadataOnlyHints(policy: Policy): readonly string[] {
  const reads = [...readsOf(policy)];
  const metadata = reads
    .filter((read) => read.startsWith('metadata.') && !read.endsWith('.*'))
    .map((read) => read.slice('metadata.'.length));
  const others = reads.some(
    (read) => !read.startsWith('metadata') && !read.startsWith('params') && !read.startsWith('variables'),
  );
  const [key] = metadata;
  if (policy.onPass !== 'Approve' || others || key === undefined) return [];
  const { file, line, column } = policy.validations[0]?.place ?? policy.place;
  return [
    `${file}:${line}:${column} hint ${key} is written by whoever registers, so the registrant decides; take the value from a report, check modelPackage.createdBy, or forbid the key to others by IAM`,
  ];
}
