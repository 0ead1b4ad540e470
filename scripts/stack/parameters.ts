// What each stack parameter may be. A value that can't be is one sentence before anything is packaged, not a refusal of AWS halfway through a deployment.
import { listed } from '../../lib/counted.ts';
import { InvalidError } from '../../lib/errors.ts';
import { didYouMean } from '../../lib/policy/suggest.ts';

/** `expected` ends the sentence about a value that is not `isGood`. */
type Form = { readonly expected: string; readonly isGood: (value: string) => boolean };

/** Where a value stands: `--param=mode`, or the place in serverless.yml. */
type Given = { readonly place: string; readonly value: unknown };

/** `params` of serverless.yml: stage, or `default`, to name to value. */
export type DeclaredParameters = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const oneOf = (...values: readonly string[]): Form => ({
  expected: listed(values, 'or'),
  isGood: (value) => values.includes(value),
});
const like = (pattern: RegExp, expected: string): Form => ({ expected, isGood: (value) => pattern.test(value) });
const number = (least: number, most: number, what: string): Form => ({
  expected: `${what} from ${least} to ${most}`,
  isGood: (value) => /^\d+(?:\.\d+)?$/u.test(value) && Number(value) >= least && Number(value) <= most,
});
const whole = (least: number, most: number, what = 'a whole number'): Form => ({
  expected: `${what} from ${least} to ${most}`,
  isGood: (value) => /^\d{1,15}$/u.test(value) && Number(value) >= least && Number(value) <= most,
});
const orEmpty = ({ expected, isGood }: Form): Form => ({
  expected: `${expected}, or nothing`,
  isGood: (value) => value === '' || isGood(value),
});
const orNone = ({ expected, isGood }: Form): Form => ({
  expected: `${expected}, or none`,
  isGood: (value) => value === 'none' || isGood(value),
});
const listOf = (item: RegExp, expected: string): Form => ({
  expected: `${expected}, more of them with commas between`,
  isGood: (value) => value.split(',').every((one) => item.test(one)),
});
/** An ARN of this service; pseudo parameters of CloudFormation and patterns may stand for its parts. */
const arn = (service: string, rest: string, example: string): Form =>
  like(new RegExp(`^arn:(?:[\\w-]+|\\$\\{AWS::Partition\\}):${service}:${rest}$`, 'u'), `an ARN such as ${example}`);

const busName = like(/^(?!default$)[\w.-]{1,256}$/u, 'letters, digits, `.`, `-` and `_`, and not default');
const secretArn = orEmpty(
  arn(
    'secretsmanager',
    '[\\w-]+:\\d{12}:secret:\\S+',
    'arn:aws:secretsmanager:us-east-1:111122223333:secret:gate-Ab12Cd',
  ),
);
const roleArn = arn('iam', ':(?:\\*|\\d{12}|\\$\\{AWS::AccountId\\}):role/\\S+', 'arn:aws:iam::*:role/modelgate-*');
const A_DECADE = 3653;
const DAYS_OF_LOGS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288,
];
const GIB = 1024 ** 3;
const MIB = 1024 ** 2;

/** Every parameter of serverless.yml but `tags`, which is a mapping. */
export const FORMS = {
  mode: oneOf('Audit', 'Enforce'),
  production: oneOf('true', 'false'),
  build: whole(0, Number.MAX_SAFE_INTEGER),
  deployedAt: orEmpty(
    like(/^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)$/u, 'a time such as 2026-11-24T09:00:00Z'),
  ),
  busName,
  intakeBusName: busName,
  reportBucket: like(/^(?:[a-z0-9.*-]|\$\{AWS::\w+\})+$/u, 'the name of a bucket, or a pattern such as team-*-reports'),
  http: oneOf('none', 'private', 'public'),
  pagesUrl: like(/^https:\/\/[^\s/?#@]+\/?$/u, 'an address without a path, such as https://gate.example.com'),
  vpcEndpointIds: orEmpty(listOf(/^vpce-(?:[0-9a-f]{8}|[0-9a-f]{17})$/u, 'an endpoint such as vpce-0123456789abcdef0')),
  httpRate: number(1, 10_000, 'requests a second'),
  httpBurst: whole(1, 5_000, 'requests'),
  registryRate: number(0.1, 1_000, 'calls a second'),
  decideConcurrency: whole(2, 1_000),
  paceSeconds: number(1, 900, 'seconds'),
  maxWritesPerSweep: whole(0, 999_999_999),
  copyAtOnceBytes: whole(1, 5 * GIB, 'bytes'),
  copyPartBytes: whole(5 * MIB, 5 * GIB, 'bytes'),
  kmsKeyArn: orEmpty(
    arn(
      'kms',
      '[\\w-]+:\\d{12}:key/[\\w-]+',
      'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
    ),
  ),
  permissionsBoundary: orEmpty(
    arn('iam', ':(?:aws|\\d{12}|\\$\\{AWS::AccountId\\}):policy/\\S+', 'arn:aws:iam::111122223333:policy/boundary'),
  ),
  rolePath: like(/^\/(?:[\w.,+@=-]+\/)*$/u, '/ or a path such as /ml-platform/'),
  vpcSubnetIds: orEmpty(listOf(/^subnet-(?:[0-9a-f]{8}|[0-9a-f]{17})$/u, 'a subnet such as subnet-0123456789abcdef0')),
  vpcSecurityGroupIds: orEmpty(
    listOf(/^sg-(?:[0-9a-f]{8}|[0-9a-f]{17})$/u, 'a security group such as sg-0123456789abcdef0'),
  ),
  deploymentBucket: orEmpty(like(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/u, 'the name of a bucket')),
  organizationId: orNone(like(/^o-[a-z0-9]{10,32}$/u, 'an organisation such as o-a1b2c3d4e5')),
  spokeAccounts: orNone(listOf(/^\d{12}$/u, 'an account of twelve digits')),
  spokeRoles: roleArn,
  targetRoles: roleArn,
  targetPackages: arn('sagemaker', '\\S+:\\S+:model-package/\\S+', 'arn:aws:sagemaker:*:*:model-package/*'),
  artifactBuckets: arn('s3', '::[^/\\s]+', 'arn:aws:s3:::sagemaker-*'),
  mailFrom: orEmpty(
    like(/^(?:[^<>\r\n]*<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/u, 'a sender such as modelgate <gate@example.com>'),
  ),
  oidcIssuer: orEmpty(like(/^https:\/\/[^\s?#]+$/u, 'an address such as https://login.example.com')),
  oidcClientId: like(/^\S*$/u, 'an id without spaces'),
  oidcGroupsClaim: like(/^\S*$/u, 'the name of a claim, or nothing'),
  oidcScope: like(/(?:^| )openid(?: |$)/u, 'scopes with openid among them, such as openid email'),
  signingKeySecretArn: secretArn,
  slackSecretArn: secretArn,
  slackSigningSecretArn: secretArn,
  oidcSecretArn: secretArn,
  alarmTopicArn: orEmpty(arn('sns', '[\\w-]+:\\d{12}:[\\w-]+', 'arn:aws:sns:us-east-1:111122223333:oncall')),
  pendingAlarmMilliseconds: whole(1, Number.MAX_SAFE_INTEGER, 'milliseconds'),
  archiveLock: oneOf('none', 'GOVERNANCE', 'COMPLIANCE'),
  archiveLockDays: whole(1, 36_500, 'days'),
  logRetention: oneOf(...[...DAYS_OF_LOGS, A_DECADE].map(String)),
  logLevel: oneOf('DEBUG', 'INFO', 'WARN', 'ERROR'),
} as const satisfies Readonly<Record<string, Form>>;

const isKnown = (name: string): name is keyof typeof FORMS => Object.hasOwn(FORMS, name);

/**
 * Holds what a stage would be deployed with against the forms above: what was given, else what serverless.yml says of the stage, else its default.
 * Throws InvalidError BadArguments with a sentence for each fault.
 */
export function requireParameters(
  { stage, region }: { readonly stage: string; readonly region: string },
  params: ReadonlyMap<string, string>,
  declared: DeclaredParameters,
): void {
  const given = new Map<string, Given>([
    ...['default', stage].flatMap((section) =>
      Object.entries(declared[section] ?? {}).map(([name, value]): [string, Given] => [
        name,
        { place: `params.${section}.${name} of serverless.yml`, value },
      ]),
    ),
    ...[...params].map(([name, value]): [string, Given] => [name, { place: `--param=${name}`, value }]),
  ]);
  const faults = [...given].flatMap(([name, one]) => faultOf(name, one) ?? []);
  const all = faults.length > 0 ? faults : faultsTogether(region, (name) => textOf(given.get(name)?.value));
  if (all.length > 0) throw new InvalidError('BadArguments', all.join('\n'), { faults: all });
}

const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';

function faultOf(name: string, { place, value }: Given): string | null {
  if (name === 'tags')
    return typeof value === 'string' ? `${place} is a text; tags are a mapping, set in serverless.yml.` : null;
  if (!isKnown(name)) {
    const meant = didYouMean(name, Object.keys(FORMS));
    return `${place}: there is no parameter ${name}.${meant === null ? '' : ` ${meant}`}`;
  }
  const { isGood, expected } = FORMS[name];
  const text = textOf(value);
  return isGood(text) ? null : `${place} is \`${text}\`; expected ${expected}.`;
}

/** What the stack reaches in its own region only. */
const REGIONAL = [
  'kmsKeyArn',
  'signingKeySecretArn',
  'slackSecretArn',
  'slackSigningSecretArn',
  'oidcSecretArn',
  'alarmTopicArn',
] as const;

/** What is good one by one and not together. */
function faultsTogether(region: string, of: (name: keyof typeof FORMS) => string): readonly string[] {
  const both = (one: keyof typeof FORMS, other: keyof typeof FORMS): readonly string[] =>
    (of(one) === '') === (of(other) === '') ? [] : [`${one} and ${other} are given both or not at all.`];
  const elsewhere = REGIONAL.flatMap((name) => {
    const [, , , found = region] = of(name).split(':');
    return found === region ? [] : [`${name} lies in ${found}; the stack is deployed to ${region}.`];
  });
  return [
    ...elsewhere,
    ...(of('http') === 'private' && of('vpcEndpointIds') === ''
      ? ['http is private, so vpcEndpointIds has to name the endpoints.']
      : []),
    ...both('vpcSubnetIds', 'vpcSecurityGroupIds'),
    ...both('oidcIssuer', 'oidcClientId'),
    ...(of('busName') === of('intakeBusName') ? ['busName and intakeBusName are the same; they are two buses.'] : []),
  ];
}
