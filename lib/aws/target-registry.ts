// The registry that copies go to, behind the TargetRegistry port: bounded clients, one attempt for what must not happen twice.
import {
  CreateModelPackageCommand,
  CreateModelPackageGroupCommand,
  DescribeModelPackageCommand,
  ListModelPackagesCommand,
  SageMakerClient,
  UpdateModelPackageCommand,
  type SageMakerClientConfig,
} from '@aws-sdk/client-sagemaker';
import { UnansweredError } from '../ports.ts';
import type { CopySeen, TargetAccess, TargetRegistries, TargetRegistry } from '../registration-ports.ts';
import { askedOf, blockedBy } from './blocked.ts';
import { makeBoundedCache } from './bounded-cache.ts';
import { READING, WRITING } from './client-settings.ts';
import { copyInputOf } from './copy-input.ts';
import { asked, nameOf, orNull } from './failures.ts';
import { guardSignatures } from './sign-guard.ts';
import { clientKeyOf, type TargetCredentials } from './target-credentials.ts';

export type TargetOptions = { readonly credentialsOf: TargetCredentials; readonly client?: SageMakerClientConfig };

type Client = { readonly reading: SageMakerClient; readonly writing: SageMakerClient };

/** Clients by account, region, role, external id and decision; the longest unused are let go. */
export function makeTargetRegistries(options: TargetOptions): TargetRegistries {
  const cached = makeBoundedCache<TargetRegistry & Client>(MOST_CLIENTS, ({ reading, writing }) => {
    reading.destroy();
    writing.destroy();
  });
  return (access) => cached(clientKeyOf(access), () => makeOne(options, access));
}

const MOST_CLIENTS = 32;

function makeOne({ credentialsOf, client }: TargetOptions, access: TargetAccess): TargetRegistry & Client {
  const settings = { region: access.region, ...credentialsOf(access), ...client };
  const reading = new SageMakerClient({ ...READING, ...settings });
  const writing = new SageMakerClient({ ...WRITING, ...settings });
  return {
    reading,
    writing,
    ...readingParts(access, reading),
    ...writingParts(access, reading),
    create: makeCreate(access, writing),
  };
}

/** The answer of one CreateModelPackage. What is thrown did not happen. */
function makeCreate(access: TargetAccess, client: SageMakerClient): TargetRegistry['create'] {
  const register = guardSignatures(client);
  return async (copy, maySign) => {
    const command = new CreateModelPackageCommand(copyInputOf(copy));
    register(command.input, maySign);
    try {
      const { ModelPackageArn: copyArn = '' } = await asked('CreateModelPackage', client.send(command));
      return { answer: 'created', copyArn };
    } catch (error) {
      if (error instanceof UnansweredError) return { answer: 'lost', because: error.message };
      // The token was used before with other words: the copy is there, and is looked for.
      if (nameOf(error) === 'ConflictException') return { answer: 'lost', because: String(error) };
      throw blockedBy(access, 'CreateModelPackage', error) ?? error;
    }
  };
}

function readingParts(access: TargetAccess, client: SageMakerClient): Pick<TargetRegistry, 'listSince' | 'describe'> {
  return {
    async listSince(groupArn, createdAfter, limit) {
      const command = new ListModelPackagesCommand({
        ModelPackageGroupName: groupArn,
        ModelPackageType: 'Versioned',
        CreationTimeAfter: new Date(createdAfter),
        SortBy: 'CreationTime',
        SortOrder: 'Descending',
        MaxResults: limit,
      });
      const answer = await askedOf(access, 'ListModelPackages', client.send(command));
      return (answer.ModelPackageSummaryList ?? []).flatMap(({ ModelPackageArn: arn }) => arn ?? []);
    },
    async describe(copyArn): Promise<CopySeen | null> {
      const command = new DescribeModelPackageCommand({ ModelPackageName: copyArn, IncludedData: 'MetadataOnly' });
      const answer = await askedOf(access, 'DescribeModelPackage', orNull(client.send(command)));
      if (!answer) return null;
      const { CustomerMetadataProperties: metadata = {}, ModelApprovalStatus: approvalStatus = null } = answer;
      return { copyArn, approvalStatus, metadata: new Map(Object.entries(metadata)) };
    },
  };
}

/** Writes that may be repeated: they set what is already so. */
function writingParts(
  access: TargetAccess,
  client: SageMakerClient,
): Pick<TargetRegistry, 'createGroup' | 'setSourceUri' | 'updateStatus'> {
  return {
    async createGroup(group) {
      const command = new CreateModelPackageGroupCommand({
        ModelPackageGroupName: group,
        ModelPackageGroupDescription: 'Approved versions registered by modelgate.',
      });
      // Another worker may have been faster.
      const call = client.send(command).catch((error: unknown) => {
        if (error instanceof Error && /already exists/iu.test(error.message)) return null;
        throw error;
      });
      await askedOf(access, 'CreateModelPackageGroup', call);
    },
    async setSourceUri(copyArn, SourceUri) {
      const command = new UpdateModelPackageCommand({ ModelPackageArn: copyArn, SourceUri });
      await askedOf(access, 'UpdateModelPackage', client.send(command));
    },
    async updateStatus({ copyArn, approvalStatus, approvalDescription, metadata, clientToken }) {
      const command = new UpdateModelPackageCommand({
        ModelPackageArn: copyArn,
        ModelApprovalStatus: approvalStatus,
        ApprovalDescription: approvalDescription,
        CustomerMetadataProperties: Object.fromEntries(metadata),
        ClientToken: clientToken,
      });
      await askedOf(access, 'UpdateModelPackage', client.send(command));
    },
  };
}
