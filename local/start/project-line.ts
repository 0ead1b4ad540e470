// How what an approval set in motion reads, under the table of --once or as it happens: the end of a project's update, a copy.
import { valueAt } from '../json-object.ts';

const textAt = (value: unknown, ...path: readonly string[]): string => {
  const at = valueAt(value, path);
  return typeof at === 'string' || typeof at === 'number' ? String(at) : '';
};

/** `project search-serving: UpdateCompleted with v57`, `copy: search-ranking v3 is v1 of search-ranking in account 444455556666`, or why not; null for any other event. */
export function projectLine(detailType: string, detail: unknown): string | null {
  const name = textAt(detail, 'project', 'projectName');
  const project = name === '' ? 'no project' : `project ${name}`;
  const version = `v${textAt(detail, 'subject', 'modelPackageVersion')}`;
  if (detailType === 'Project Update Finished') return `${project}: ${textAt(detail, 'projectStatus')} with ${version}`;
  if (detailType === 'Project Update Failed')
    return `${project}: ${textAt(detail, 'reason')} with ${version}: ${textAt(detail, 'message')}`;
  const target = textAt(detail, 'target', 'modelPackageGroupName');
  const account = `account ${textAt(detail, 'target', 'account')}`;
  if (detailType === 'Model Package Registered') {
    const copied = textAt(detail, 'copyArn').split('/').at(-1) ?? '';
    const status = textAt(detail, 'change') === 'StatusUpdated' ? `: ${textAt(detail, 'copyApprovalStatus')}` : '';
    const source = `${textAt(detail, 'subject', 'modelPackageGroupName')} ${version}`;
    return `copy: ${source} is v${copied} of ${target} in ${account}${status}`;
  }
  if (detailType === 'Model Package Registration Failed')
    return `no copy of ${version} in ${target}, ${account}: ${textAt(detail, 'reason')}: ${textAt(detail, 'message')}`;
  return null;
}
