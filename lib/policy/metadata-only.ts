// Advice about policies that work but may not do what was meant; each with its place, so that lint can show the line.
import type { Policy } from './document.ts';
import type { Fault } from './faults.ts';
import { readsOf } from './needs.ts';

/** Where only metadata decides, the registrant decides: one hint for such a policy, none for others. */
export function metadataOnlyHints(policy: Policy): readonly Fault[] {
  const reads = [...readsOf(policy)];
  const metadata = reads
    .filter((read) => read.startsWith('metadata.') && !read.endsWith('.*'))
    .map((read) => read.slice('metadata.'.length));
  const others = reads.some(
    (read) => !read.startsWith('metadata') && !read.startsWith('params') && !read.startsWith('variables'),
  );
  const [key] = metadata;
  if (policy.onPass !== 'Approve' || others || key === undefined) return [];
  return [
    {
      place: policy.validations[0]?.place ?? policy.place,
      width: 1,
      severity: 'hint',
      message: `${key} is written by whoever registers`,
      hint: `So the registrant decides. Take the value from a report, check modelPackage.createdBy, or forbid the key to others by IAM: modelgate iam --key ${key}`,
    },
  ];
}
