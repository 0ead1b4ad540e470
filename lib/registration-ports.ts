// What registering a version in another group asks of the outside world, as types: the source, the target's registry, and S3.
import type { Registration, RegistrationTarget } from './policy/registration.ts';
import type { ApprovalStatus } from './evidence/evidence.ts';

/** Whose rights a call uses, and which decision it is for: sessions of a role carry its id. */
export type TargetAccess = Pick<RegistrationTarget, 'account' | 'region' | 'roleArn' | 'externalId'> & {
  readonly decisionId: string;
};

/** A definite no of the target, which somebody has to lift: told with what to do, and tried again later. */
export class BlockedError extends Error {
  readonly reason: string;
  readonly fix: string | null;
  constructor(reason: string, message: string, fix: string | null, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = 'BlockedError';
    this.reason = reason;
    this.fix = fix;
  }
}

/** An S3 object or folder that a version names. Both digests are as the version tells them. */
export type NamedObject = {
  readonly s3Uri: string;
  readonly isFolder: boolean;
  readonly eTag: string | null;
  readonly contentDigest: string | null;
};

/** A version to be copied, as its registry shows it whole. `document` is SageMaker's answer as JSON. */
export type SourceVersion = {
  readonly identity: string;
  readonly approvalStatus: ApprovalStatus | null;
  readonly metadata: ReadonlyMap<string, string>;
  readonly objects: readonly NamedObject[];
  /** Digests of its description as a decision may have recorded it: with its card, without it, its containers alone. */
  readonly descriptionDigests: readonly string[];
  /** The SourceUri that has to follow by an update, since Create takes none beside an InferenceSpecification. */
  readonly sourceUriToFollow: string | null;
  readonly document: string;
};

/** Reads one version whole, card included; null where it is gone. Throws ThrottledError, UnansweredError. */
export type ReadSource = (modelPackageArn: string) => Promise<SourceVersion | null>;

/** What a copy is made of. */
export type CopyRequest = {
  readonly source: SourceVersion;
  readonly target: RegistrationTarget;
  readonly approvalStatus: Registration['approvalStatus'];
  readonly metadata: ReadonlyMap<string, string>;
  readonly images: Registration['images'];
  /** Where each S3 URI of the source lies now; an URI that is not in it stays as it is. */
  readonly moved: ReadonlyMap<string, string>;
  /** The same for the same copy, whoever asks and how often: 1 to 36 characters of [a-zA-Z0-9-]. */
  readonly clientToken: string;
};

/** How a write went. `lost`: no answer came, it may land yet. A definite no is a BlockedError. */
export type CreateAnswer =
  | { readonly answer: 'created'; readonly copyArn: string }
  | { readonly answer: 'lost'; readonly because: string };

/** A version over there, as far as a copy is known again. */
export type CopySeen = {
  readonly copyArn: string;
  readonly approvalStatus: ApprovalStatus | null;
  readonly metadata: ReadonlyMap<string, string>;
};

/** The registry of one target. Throws BlockedError, ThrottledError, UnansweredError. */
export type TargetRegistry = {
  /** One CreateModelPackage, one attempt; `maySign` is asked right before the signature: false throws NotYetError. */
  create(copy: CopyRequest, maySign: () => boolean): Promise<CreateAnswer>;
  /** UpdateModelPackage of SourceUri; may be repeated. */
  setSourceUri(copyArn: string, sourceUri: string): Promise<void>;
  createGroup(group: string): Promise<void>;
  /** ARNs of the newest versions of the group created after this time (ms), newest first, at most `limit`. */
  listSince(groupArn: string, createdAfter: number, limit: number): Promise<readonly string[]>;
  describe(copyArn: string): Promise<CopySeen | null>;
  /** UpdateModelPackage of status, description and marker; may be repeated. */
  updateStatus(update: {
    readonly copyArn: string;
    readonly approvalStatus: ApprovalStatus;
    readonly approvalDescription: string;
    readonly metadata: ReadonlyMap<string, string>;
    readonly clientToken: string;
  }): Promise<void>;
};
export type TargetRegistries = (access: TargetAccess) => TargetRegistry;

/** One S3 object, and whose bucket it has to be. */
export type ObjectPlace = { readonly bucket: string; readonly key: string; readonly owner: string };

export type ObjectSeen = {
  readonly size: number;
  readonly eTag: string;
  /** `CRC64NVME:...` over the whole object, by algorithm; empty where S3 keeps none. */
  readonly checksums: ReadonlyMap<string, string>;
  readonly kmsKeyArn: string | null;
};

/** S3 as the target's role sees it. Bytes never pass through here. Throws BlockedError, ThrottledError, UnansweredError. */
export type Objects = {
  /** null: not there. */
  head(place: ObjectPlace): Promise<ObjectSeen | null>;
  /** All keys under a prefix. Throws BlockedError where there are more than 10,000. */
  list(folder: ObjectPlace): Promise<readonly string[]>;
  /** Copies on the server side, in parts where the object is large; begun uploads are gone on with. */
  copy(
    from: ObjectPlace & { readonly seen: ObjectSeen },
    to: ObjectPlace & { readonly kmsKeyArn: string | null },
  ): Promise<void>;
};
export type ObjectsOf = (access: TargetAccess) => Objects;
