// How the end of a project's update reads under the table of --once.

const textAt = (value: unknown, ...path: readonly string[]): string => {
  let at = value;
  for (const key of path) at = typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[key] : undefined;
  return typeof at === 'string' || typeof at === 'number' ? String(at) : '';
};

/** `project search-serving: UpdateCompleted with v57`, or why not; null for any other event. */
export function projectLine(detailType: string, detail: unknown): string | null {
  const project = `project ${textAt(detail, 'project', 'projectName')}`;
  const version = `v${textAt(detail, 'subject', 'modelPackageVersion')}`;
  if (detailType === 'Project Update Finished') return `${project}: ${textAt(detail, 'projectStatus')} with ${version}`;
  if (detailType === 'Project Update Failed')
    return `${project}: ${textAt(detail, 'reason')} with ${version}: ${textAt(detail, 'message')}`;
  return null;
}
