// The embedded Secrets Manager: secrets with their current and previous version.
import { hex, uuid } from '../front/ids.ts';
import type { Stateful } from '../front/reply.ts';
import { AwsError, type Caller, type JsonService, type World } from '../service.ts';

type Version = { readonly id: string; readonly text: string; readonly created: number };
type Secret = {
  readonly name: string;
  readonly arn: string;
  readonly created: number;
  current: Version | null;
  previous: Version | null;
};

/** The service. `deny` makes a secret unreadable until it is allowed again, as a changed key or resource policy would. */
export type SecretsManager = JsonService &
  Stateful & {
    readonly deny: (secretId: string) => void;
    readonly allow: (secretId: string) => void;
  };

const needText = (input: Record<string, unknown>, name: string): string => {
  const value = input[name];
  if (typeof value !== 'string' || value === '')
    throw new AwsError('InvalidParameterException', `You must provide a value for the ${name} parameter.`);
  return value;
};

const absent = (): AwsError =>
  new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");

const rotated = (secret: Secret, text: string, world: World): Version => {
  secret.previous = secret.current;
  secret.current = { id: uuid(world), text, created: world.now() };
  return secret.current;
};

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** What GenerateSecretString of CloudFormation and GetRandomPassword draw: letters and digits only here. */
const randomPassword = (world: World, length: number): string =>
  Array.from({ length }, () => LETTERS.charAt(Math.floor(world.random() * LETTERS.length))).join('');

type Shelf = {
  readonly world: World;
  readonly secrets: Map<string, Secret>;
  /** The secret of this caller's account and region. Throws ResourceNotFoundException. */
  readonly find: (id: string, caller: Caller) => Secret;
};

const placeOf = ({ region, account }: Caller): string => `arn:aws:secretsmanager:${region}:${account}:secret:`;

function makeShelf(world: World, secrets: Map<string, Secret>): Shelf {
  const find = (id: string, caller: Caller): Secret => {
    const found = [...secrets.values()].find(
      ({ name, arn }) =>
        arn === id || `${placeOf(caller)}${name}` === id || (name === id && arn.startsWith(placeOf(caller))),
    );
    if (!found) throw absent();
    return found;
  };
  return { world, secrets, find };
}

function createSecret({ world, secrets }: Shelf, input: Record<string, unknown>, caller: Caller): unknown {
  const name = needText(input, 'Name');
  const isThere = [...secrets.values()].some((one) => one.name === name && one.arn.startsWith(placeOf(caller)));
  if (isThere)
    throw new AwsError('ResourceExistsException', `The operation failed because the secret ${name} already exists.`);
  const arn = `${placeOf(caller)}${name}-${hex(world, 6)}`;
  const secret: Secret = { name, arn, created: world.now(), current: null, previous: null };
  secrets.set(arn, secret);
  const text = input['SecretString'];
  const version = typeof text === 'string' ? rotated(secret, text, world) : null;
  return { ARN: arn, Name: name, ...(version && { VersionId: version.id }) };
}

function putSecretValue({ world, find }: Shelf, input: Record<string, unknown>, caller: Caller): unknown {
  const secret = find(needText(input, 'SecretId'), caller);
  const { id } = rotated(secret, needText(input, 'SecretString'), world);
  return { ARN: secret.arn, Name: secret.name, VersionId: id, VersionStages: ['AWSCURRENT'] };
}

function getSecretValue(
  { find }: Shelf,
  denied: ReadonlySet<string>,
  input: Record<string, unknown>,
  caller: Caller,
): unknown {
  const secret = find(needText(input, 'SecretId'), caller);
  if (denied.has(secret.name))
    throw new AwsError(
      'AccessDeniedException',
      `User: ${caller.principalArn} is not authorized to perform: secretsmanager:GetSecretValue on resource: ${secret.name}`,
    );
  const stage = input['VersionStage'] === undefined ? 'AWSCURRENT' : needText(input, 'VersionStage');
  const version = stage === 'AWSPREVIOUS' ? secret.previous : stage === 'AWSCURRENT' ? secret.current : null;
  if (!version)
    throw new AwsError(
      'ResourceNotFoundException',
      `Secrets Manager can't find the specified secret value for staging label: ${stage}`,
    );
  return {
    ARN: secret.arn,
    Name: secret.name,
    VersionId: version.id,
    SecretString: version.text,
    VersionStages: [stage],
    CreatedDate: version.created / 1000,
  };
}

/** Which versions a secret has, and never what they say. */
function describeSecret({ find }: Shelf, input: Record<string, unknown>, caller: Caller): unknown {
  const { arn, name, created, current, previous } = find(needText(input, 'SecretId'), caller);
  const versions: Readonly<Record<string, readonly string[]>> = {
    ...(current && { [current.id]: ['AWSCURRENT'] }),
    ...(previous && { [previous.id]: ['AWSPREVIOUS'] }),
  };
  return {
    ARN: arn,
    Name: name,
    CreatedDate: created / 1000,
    ...(current && { VersionIdsToStages: versions }),
  };
}

/** Secrets of all accounts. */
export function makeSecretsManager(world: World): SecretsManager {
  const secrets = new Map<string, Secret>();
  const denied = new Set<string>();
  const shelf = makeShelf(world, secrets);
  return {
    target: 'secretsmanager',
    operations: {
      CreateSecret: async (input, caller) => createSecret(shelf, input, caller),
      PutSecretValue: async (input, caller) => putSecretValue(shelf, input, caller),
      GetRandomPassword: async ({ PasswordLength = 32 }) => ({
        RandomPassword: randomPassword(world, Number(PasswordLength)),
      }),
      DescribeSecret: async (input, caller) => describeSecret(shelf, input, caller),
      GetSecretValue: async (input, caller) => getSecretValue(shelf, denied, input, caller),
    },
    deny: (secretId) => void denied.add(secretId),
    allow: (secretId) => void denied.delete(secretId),
    snapshot: () => [...secrets.values()],
    restore: (state) => {
      for (const secret of state as Secret[]) secrets.set(secret.arn, secret);
    },
  };
}
