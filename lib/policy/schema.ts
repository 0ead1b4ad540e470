// What expressions may read: the names they begin with and the fields below them, as far as they are known when a policy is loaded.
import type { ParamValue } from './document.ts';
import type { EvidenceDeclaration } from './policy.ts';
import {
  BOOL,
  DOUBLE,
  DYN,
  eitherOf,
  fieldsOf,
  INT,
  listOf,
  mapOf,
  nullable,
  STRING,
  TIMESTAMP,
  type ValueType,
} from './value-type.ts';

/** The names that expressions begin with, and their types. */
export type Schema = ReadonlyMap<string, ValueType>;

/** Members of `modelPackage` that need DescribeModelPackage. */
export const DESCRIBED_FIELDS = [
  'createdBy',
  'lastModifiedBy',
  'lastModifiedTime',
  'sourceUri',
  'modelLifeCycle',
] as const;

/** SageMaker's words: comparing with any other text is a mistake. */
const STATUS: ValueType = { kind: 'string', words: ['Pending', 'InProgress', 'Completed', 'Failed', 'Deleting'] };
const APPROVAL_STATUS: ValueType = { kind: 'string', words: ['Approved', 'Rejected', 'PendingManualApproval'] };

const MODEL_PACKAGE: ValueType = fieldsOf([
  ['arn', STRING],
  ['group', STRING],
  ['version', INT],
  ['account', STRING],
  ['region', STRING],
  ['status', STATUS],
  ['approvalStatus', APPROVAL_STATUS],
  ['creationTime', TIMESTAMP],
  ['createdBy', nullable(STRING)],
  ['lastModifiedBy', nullable(STRING)],
  ['lastModifiedTime', TIMESTAMP],
  ['sourceUri', nullable(STRING)],
  [
    'modelLifeCycle',
    nullable(
      fieldsOf([
        ['stage', STRING],
        ['stageStatus', STRING],
      ]),
    ),
  ],
]);

const CONTAINER: ValueType = fieldsOf([
  ...['registry', 'repository', 'tag', 'digest', 'image', 'modelDataUrl'].map((name) => [name, STRING] as const),
  ['environment', mapOf(STRING)],
]);

/** MetadataProperties of the SageMaker API; any of them may be absent. */
const PROVENANCE: ValueType = fieldsOf(
  ['CommitId', 'Repository', 'GeneratedBy', 'ProjectId'].map((name) => [name, STRING] as const),
);

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

/** A parameter as the checker needs it: its value is enough to know the type. */
export type TypedParam = { readonly value: ParamValue | readonly ParamValue[] };

/** The type of everything that one policy's expressions may read. */
export function schemaOf(
  declarations: readonly EvidenceDeclaration[],
  params: ReadonlyMap<string, TypedParam>,
  variables: ReadonlyMap<string, ValueType>,
): Schema {
  const reports = declarations
    .filter((declaration) => declaration.from !== 'LatestApproved')
    .map(
      ({ name, fields }) =>
        [name, fieldsOf(fields.map((field) => [field.name, { kind: field.type }] as const))] as const,
    );
  const metadata = ['metadata', mapOf(STRING)] as const;
  return new Map<string, ValueType>([
    metadata,
    ['provenance', PROVENANCE],
    ['modelPackage', MODEL_PACKAGE],
    [
      'group',
      fieldsOf([
        ['name', STRING],
        ['tags', mapOf(STRING)],
      ]),
    ],
    [
      'image',
      fieldsOf([
        ['containers', listOf(CONTAINER)],
        ['instanceTypes', listOf(STRING)],
      ]),
    ],
    ['champion', nullable(fieldsOf([['version', INT], ['arn', STRING], metadata, ...reports]))],
    ['params', fieldsOf([...params].map(([name, param]) => [name, typeOfParam(param.value)] as const))],
    ['variables', fieldsOf(variables)],
    ['now', TIMESTAMP],
    ...reports,
  ]);
}

/** Whether a path names a value that registries and people may leave out, so that reading it may end in absence. */
export const mayBeAbsent = (path: string): boolean =>
  /^(?:champion\.)?(?:metadata|provenance|group\.tags)\./u.test(path);

function typeOfParam(value: ParamValue | readonly ParamValue[]): ValueType {
  if (typeof value === 'object') {
    const [first, ...others] = value.map(typeOfParam);
    return listOf(first ? others.reduce(eitherOf, first) : DYN);
  }
  const kinds = { string: STRING, number: DOUBLE, bigint: INT, boolean: BOOL } as const;
  return kinds[typeof value as keyof typeof kinds] ?? DYN;
}
