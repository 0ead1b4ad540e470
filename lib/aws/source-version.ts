// A version as it is copied: DescribeModelPackage's whole answer, and the S3 objects that it names.
import type { DescribeModelPackageOutput } from '@aws-sdk/client-sagemaker';
import { descriptionDigestOf } from '../evidence/digests.ts';
import { identityOf, parseModelPackageArn } from '../identity.ts';
import type { Registries } from '../ports.ts';
import type { NamedObject, ReadSource } from '../registration-ports.ts';
import { metricsSourcesOf } from './metrics-sources.ts';

/** Reads a version with its card. One DescribeModelPackage. */
export function makeReadSource(registries: Registries): ReadSource {
  return async (modelPackageArn) => {
    const arn = parseModelPackageArn(modelPackageArn);
    const seen = await registries(arn.account, arn.region).describe(arn, { card: true });
    if (!seen) return null;
    const { description, raw: document } = seen;
    const answer = JSON.parse(document) as DescribeModelPackageOutput;
    return {
      identity: identityOf(description.arn, description.creationTime),
      approvalStatus: description.approvalStatus,
      metadata: description.metadata,
      objects: objectsIn(answer),
      descriptionDigests: [
        descriptionDigestOf(description, { described: true }),
        descriptionDigestOf({ ...description, card: null }, { described: true }),
        descriptionDigestOf(description, { described: false }),
      ],
      sourceUriToFollow: sourceUriToFollow(answer),
      document,
    };
  };
}

/** Beside an InferenceSpecification Create refuses it. */
const sourceUriToFollow = ({ InferenceSpecification, SourceUri }: DescribeModelPackageOutput): string | null =>
  InferenceSpecification && SourceUri !== undefined ? SourceUri : null;

/** Every S3 object or folder that the version names, each URI once. */
function objectsIn(answer: DescribeModelPackageOutput): readonly NamedObject[] {
  const found = new Map<string, NamedObject>();
  const add = (s3Uri: string | undefined, more: Partial<NamedObject> = {}): void => {
    if (s3Uri === undefined) return;
    const named = { s3Uri, isFolder: s3Uri.endsWith('/'), eTag: null, contentDigest: null, ...more };
    found.set(s3Uri, { ...named, eTag: named.eTag ?? found.get(s3Uri)?.eTag ?? null });
  };
  const specifications = [answer.InferenceSpecification, ...(answer.AdditionalInferenceSpecifications ?? [])];
  for (const container of specifications.flatMap((one) => one?.Containers ?? [])) {
    const { ModelDataUrl, ModelDataETag, ModelDataSource } = container;
    const isFolder = ModelDataSource?.S3DataSource?.S3DataType === 'S3Prefix';
    add(ModelDataUrl, { eTag: ModelDataETag ?? null });
    const { S3Uri, ETag } = ModelDataSource?.S3DataSource ?? {};
    add(S3Uri, { isFolder, eTag: isFolder ? null : (ETag ?? null) });
  }
  for (const { s3Uri, contentDigest } of metricsSourcesOf(answer).values()) add(s3Uri, { contentDigest });
  add(answer.SamplePayloadUrl);
  return [...found.values()];
}
