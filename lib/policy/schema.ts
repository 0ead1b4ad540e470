// What expressions may read: the names they begin with and the fields below them, as far as they are known when a policy is loaded.
import type { EvidenceDeclaration } from './policy.ts';

/** Shape of a value: known fields, a map with any key, a list, or not known further. */
export type Shape =
  | { readonly kind: 'any' }
  | { readonly kind: 'open' }
  | { readonly kind: 'list'; readonly item: Shape }
  | { readonly kind: 'fields'; readonly fields: ReadonlyMap<string, Shape> };

export const ANY: Shape = { kind: 'any' };
const OPEN: Shape = { kind: 'open' };

const fieldsOf = (names: readonly string[]): Shape => ({
  kind: 'fields',
  fields: new Map(names.map((name) => [name, ANY])),
});
const withFields = (entries: readonly (readonly [string, Shape])[]): Shape => ({
  kind: 'fields',
  fields: new Map(entries),
});

/** Members of `modelPackage` that the BatchDescribe summary already tells. */
export const SUMMARY_FIELDS = [
  'arn',
  'group',
  'version',
  'account',
  'region',
  'status',
  'approvalStatus',
  'creationTime',
] as const;
/** Members of `modelPackage` that need DescribeModelPackage. */
export const DESCRIBED_FIELDS = [
  'createdBy',
  'lastModifiedBy',
  'lastModifiedTime',
  'sourceUri',
  'modelLifeCycle',
] as const;

const CONTAINER = withFields([
  ...['registry', 'repository', 'tag', 'digest', 'image', 'modelDataUrl'].map((name) => [name, ANY] as const),
  ['environment', OPEN],
]);

/** Names that evidence declarations can't take, since they mean something else. */
export const RESERVED = [
  'metadata',
  'provenance',
  'modelPackage',
  'group',
  'image',
  'champion',
  'params',
  'variables',
  'now',
];

/** The shape of everything that one policy's expressions may read. */
export function schemaOf(
  declarations: readonly EvidenceDeclaration[],
  params: Iterable<string>,
  variables: readonly string[],
): Shape {
  const reports = declarations
    .filter((declaration) => declaration.from !== 'LatestApproved')
    .map((declaration) => [declaration.name, fieldsOf(declaration.fields.map((field) => field.name))] as const);
  const lifeCycle = ['modelLifeCycle', fieldsOf(['stage', 'stageStatus'])] as const;
  return withFields([
    ['metadata', OPEN],
    ['provenance', OPEN],
    [
      'modelPackage',
      withFields([...[...SUMMARY_FIELDS, ...DESCRIBED_FIELDS].map((name) => [name, ANY] as const), lifeCycle]),
    ],
    [
      'group',
      withFields([
        ['name', ANY],
        ['tags', OPEN],
      ]),
    ],
    [
      'image',
      withFields([
        ['containers', { kind: 'list', item: CONTAINER }],
        ['instanceTypes', ANY],
      ]),
    ],
    ['champion', withFields([['version', ANY], ['arn', ANY], ['metadata', OPEN], ...reports])],
    ['params', fieldsOf([...params])],
    ['variables', fieldsOf(variables)],
    ['now', ANY],
    ...reports,
  ]);
}
