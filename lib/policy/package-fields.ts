// The members of `modelPackage` and `image` as policies see them.
import { isDescribed, type Container, type PackageDescription, type PackageSummary } from '../evidence/evidence.ts';

/** A value of `modelPackage`; times are milliseconds here. */
export type PackageField = string | number | null | ReadonlyMap<string, string>;

/** Names of members that are times. */
export const TIME_FIELDS: ReadonlySet<string> = new Set(['creationTime', 'lastModifiedTime']);

/** The members that are known: those of the description only where the package was described. */
export function packageFields(seen: PackageSummary | PackageDescription): ReadonlyMap<string, PackageField> {
  const fields = new Map<string, PackageField>([
    ['arn', seen.arn.arn],
    ['group', seen.arn.group],
    ['version', seen.arn.version],
    ['account', seen.arn.account],
    ['region', seen.arn.region],
    ['status', seen.status],
    ['approvalStatus', seen.approvalStatus],
    ['creationTime', seen.creationTime],
  ]);
  if (!isDescribed(seen)) return fields;
  const { modelLifeCycle: stage } = seen;
  fields.set('createdBy', seen.createdBy);
  fields.set('lastModifiedBy', seen.lastModifiedBy);
  fields.set('lastModifiedTime', seen.lastModifiedTime);
  fields.set('sourceUri', seen.sourceUri);
  fields.set(
    'modelLifeCycle',
    stage &&
      new Map([
        ['stage', stage.stage],
        ['stageStatus', stage.stageStatus],
      ]),
  );
  return fields;
}

/** One container as a map. */
export const containerFields = (container: Container): ReadonlyMap<string, string | ReadonlyMap<string, string>> =>
  new Map<string, string | ReadonlyMap<string, string>>([
    ['image', container.image],
    ['registry', container.registry],
    ['repository', container.repository],
    ['tag', container.tag],
    ['digest', container.digest],
    ['modelDataUrl', container.modelDataUrl],
    ['environment', container.environment],
  ]);
