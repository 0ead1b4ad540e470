// A version's description as the input that registers it once more: what SageMaker refuses is left out, URIs and images are written anew.
import type {
  CreateModelPackageCommandInput,
  DescribeModelPackageOutput,
  ModelPackageContainerDefinition,
} from '@aws-sdk/client-sagemaker';
import type { CopyRequest } from '../registration-ports.ts';

type Described = DescribeModelPackageOutput;

/** CreateModelPackage's input for a copy. Name, version, times, status, users and ImageDigest stay behind: Create refuses them. */
export function copyInputOf(copy: CopyRequest): CreateModelPackageCommandInput {
  const { target, moved, metadata, clientToken } = copy;
  const source = JSON.parse(copy.source.document) as Described;
  const rewritten = <T>(value: T): T => (value === undefined ? value : (rewrite(value, moved) as T));
  const additional = source.AdditionalInferenceSpecifications;
  return present({
    ModelPackageGroupName: target.modelPackageGroupArn,
    ModelPackageDescription: source.ModelPackageDescription,
    ModelApprovalStatus: copy.approvalStatus,
    InferenceSpecification: source.InferenceSpecification && specificationOf(source.InferenceSpecification, copy),
    AdditionalInferenceSpecifications: additional?.map((one) => specificationOf(one, copy)),
    ModelMetrics: rewritten(source.ModelMetrics),
    DriftCheckBaselines: rewritten(source.DriftCheckBaselines),
    MetadataProperties: source.MetadataProperties,
    CustomerMetadataProperties: Object.fromEntries(metadata),
    ModelCard: cardOf(source),
    Domain: source.Domain,
    Task: source.Task,
    SamplePayloadUrl: rewritten(source.SamplePayloadUrl),
    SkipModelValidation: source.SkipModelValidation,
    ModelPackageRegistrationType: source.ModelPackageRegistrationType,
    // Together with an InferenceSpecification it is refused: then it follows by an update.
    SourceUri: source.InferenceSpecification ? undefined : source.SourceUri,
    ClientToken: clientToken,
  });
}

/** Content and status; the content of MetadataOnly would be refused, so a card without one is none. */
const cardOf = ({ ModelCard: card }: Described): CreateModelPackageCommandInput['ModelCard'] =>
  card?.ModelCardContent === undefined
    ? undefined
    : present({ ModelCardContent: card.ModelCardContent, ModelCardStatus: card.ModelCardStatus });

const specificationOf = <T extends { Containers?: ModelPackageContainerDefinition[] | undefined }>(
  one: T,
  copy: CopyRequest,
) => ({ ...one, Containers: (one.Containers ?? []).map((container) => containerOf(container, copy)) });

function containerOf(
  container: ModelPackageContainerDefinition,
  { images, moved }: CopyRequest,
): ModelPackageContainerDefinition {
  const { ImageDigest: _digest, ModelDataETag: eTag, ...kept } = container;
  const image = images.find(({ from }) => container.Image?.startsWith(from));
  // A copied object has an ETag of its own where it is encrypted or in parts.
  const isMoved = container.ModelDataUrl !== undefined && moved.has(container.ModelDataUrl);
  return present({
    ...(rewrite(kept, moved) as ModelPackageContainerDefinition),
    ...(container.Image !== undefined && {
      Image: image ? image.to + container.Image.slice(image.from.length) : container.Image,
    }),
    ModelDataETag: isMoved ? undefined : eTag,
  });
}

/** The value with every URI that moved in its new place; ETags of what moved are left out. */
function rewrite(value: unknown, moved: CopyRequest['moved']): unknown {
  if (typeof value === 'string') return moved.get(value) ?? value;
  if (Array.isArray(value)) return value.map((item) => rewrite(item, moved));
  if (typeof value !== 'object' || value === null) return value;
  const { S3Uri: uri } = value as { S3Uri?: unknown };
  const hasMoved = typeof uri === 'string' && moved.has(uri);
  const kept = Object.entries(value).filter(([key]) => !(hasMoved && (key === 'ETag' || key === 'ManifestEtag')));
  return Object.fromEntries(kept.map(([key, item]) => [key, rewrite(item, moved)]));
}

type Present<T> = { [K in keyof T]: Exclude<T[K], undefined> };
/** Without the members that have no value. */
const present = <T extends object>(members: T): Present<T> =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Present<T>;
