// The environment as one typed, frozen object: the only reader of process.env.
import { InvalidError } from './errors.ts';
import type { Mode } from './policy/policy.ts';
import { MINUTE } from './times.ts';

export type Config = {
  readonly stack: string;
  /** The stack's own mode; a mode item of the ledger or a policy can only weaken it. */
  readonly mode: Mode;
  /** Counts deployments. */
  readonly build: number;
  readonly ownAccount: string;
  readonly region: string;
  readonly tableName: string;
  readonly evidenceBucket: string | null;
  /** Where log, inputs and policy files are kept for good. null: nowhere. */
  readonly archiveBucket: string | null;
  readonly busName: string;
  readonly intakeBusName: string;
  readonly policiesDir: string;
  /** When this stack was deployed first, as far as the template knows; only the earliest is ever remembered (ledger). */
  readonly deployedAt: number;
  /** Slack's Web API; another address only where a stand-in serves. */
  readonly slackApiUrl: string;
  /** Secrets Manager: botToken, signing secrets and webhooks of the Slack app. null: no Slack. */
  readonly slackSecretId: string | null;
  /** The verified sender of mails, such as `modelgate <gate@example.com>`. null: no mail. */
  readonly mailFrom: string | null;
  /** The SES configuration set that mails about reviews and decisions go through; null where nothing comes back. */
  readonly mailConfigurationSet: string | null;
  /** People sign in at an OpenID Connect provider. */
  readonly hasOidc: boolean;
  /** Where the pages are, without a slash at the end. null: messages carry no link. */
  readonly pagesUrl: string | null;
  /** Calls a second that this process may send to each operation of a registry: the account's share divided by the processes that run at once. */
  readonly callsPerSecond: number;
  /** Where messages that nobody could be told go, with the reason; empty where this function tells nobody. */
  readonly notifyDeadLetterQueueUrl: string;
  /** Versions older than their group's adoption that one sweep lets in, where the backlog was asked for. */
  readonly maxWritesPerSweep: number;
  /** Where wake-ups of project lanes go. null: nothing is redeployed. */
  readonly redeployQueueUrl: string | null;
  /** Where wake-ups of registration lanes go. null: nothing is registered elsewhere. */
  readonly registerQueueUrl: string | null;
  /** Bytes: objects above `mostAtOnce` are copied in parts of `part`. */
  readonly copySizes: { readonly mostAtOnce: number; readonly part: number };
  /** Milliseconds between looks at a project that is being updated, at first. */
  readonly pace: number;
};

type Environment = Readonly<Record<string, string | undefined>>;

/** Where the SDK finds AWS, where it is somewhere else than in AWS; else empty. */
export const readAddress = (environment: Environment = process.env): string => environment['AWS_ENDPOINT_URL'] ?? '';

/** Reads and checks the environment once, at cold start. Throws InvalidError that lists every variable that is missing or wrong. */
export function readConfig(environment: Environment = process.env): Config {
  const faults: string[] = [];
  const text = textsOf(environment, faults);
  const mode = environment['MODE'] ?? 'Audit';
  if (mode !== 'Enforce' && mode !== 'Audit')
    faults.push(`environment variable MODE is \`${mode}\`; expected Enforce or Audit`);
  const build = Number(environment['BUILD'] ?? '1');
  if (!Number.isSafeInteger(build) || build < 0)
    faults.push(
      `environment variable BUILD is \`${environment['BUILD']}\`; expected a whole number that grows with each deployment`,
    );
  const config: Config = {
    stack: text('STACK_NAME'),
    mode: mode === 'Enforce' ? 'Enforce' : 'Audit',
    build,
    ownAccount: text('OWN_ACCOUNT'),
    region: text('AWS_REGION'),
    tableName: text('TABLE_NAME'),
    evidenceBucket: environment['EVIDENCE_BUCKET'] || null,
    archiveBucket: environment['ARCHIVE_BUCKET'] || null,
    busName: text('BUS_NAME'),
    intakeBusName: text('INTAKE_BUS_NAME'),
    policiesDir: environment['POLICIES_DIR'] || 'policies',
    deployedAt: deploymentTime(environment['DEPLOYED_AT'], faults),
    ...tellingOf(environment, faults),
    callsPerSecond: callsPerSecond(environment, faults),
    maxWritesPerSweep: wholeOf('MAX_WRITES_PER_SWEEP', environment['MAX_WRITES_PER_SWEEP'] ?? '20', faults),
    ...redeployingOf(environment, faults),
  };
  return frozen(config, faults);
}

function frozen<T extends object>(config: T, faults: readonly string[]): Readonly<T> {
  if (faults.length > 0) throw new InvalidError('BadConfiguration', faults.join('; '), { faults });
  return Object.freeze(config);
}

/** Reads variables that have to be there. */
const textsOf =
  (environment: Environment, faults: string[]) =>
  (name: string): string => {
    const value = environment[name];
    if (!value) faults.push(`environment variable ${name} is not set`);
    return value ?? '';
  };

/** What redeploying projects takes. */
function redeployingOf(environment: Environment, faults: string[]) {
  return {
    redeployQueueUrl: environment['REDEPLOY_QUEUE_URL'] || null,
    registerQueueUrl: environment['REGISTER_QUEUE_URL'] || null,
    copySizes: copySizesOf(environment, faults),
    pace: paceOf(environment['PACE_SECONDS'] ?? '15', faults),
  };
}

/** What telling people takes. */
function tellingOf(environment: Environment, faults: string[]) {
  return {
    slackApiUrl: (urlOf('SLACK_API_URL', environment['SLACK_API_URL'], faults) ?? 'https://slack.com/api').replace(
      /\/+$/u,
      '',
    ),
    slackSecretId: environment['SLACK_SECRET_ID'] || null,
    mailFrom: environment['MAIL_FROM'] || null,
    mailConfigurationSet: environment['MAIL_CONFIGURATION_SET'] || null,
    hasOidc: Boolean(environment['OIDC_ISSUER']),
    pagesUrl: originOf('PAGES_URL', environment['PAGES_URL'], faults),
    notifyDeadLetterQueueUrl: environment['NOTIFY_DEAD_LETTER_QUEUE_URL'] ?? '',
  };
}

function callsPerSecond(environment: Environment, faults: string[]): number {
  const { REGISTRY_RATE: rate = '10', DECIDE_CONCURRENCY: processes = '2' } = environment;
  const share = Number(rate) / Number(processes);
  if (!(share > 0 && share < Infinity))
    faults.push(
      `environment variables REGISTRY_RATE \`${rate}\` and DECIDE_CONCURRENCY \`${processes}\`; expected calls a second above 0 and at least 1 process`,
    );
  return share;
}

function wholeOf(name: string, text: string, faults: string[]): number {
  if (!/^\d{1,9}$/u.test(text)) faults.push(`environment variable ${name} is \`${text}\`; expected a whole number`);
  return Number(text);
}

/** Bounds of S3: CopyObject takes 5 GiB at most, a part has 5 MiB to 5 GiB. */
function copySizesOf(environment: Environment, faults: string[]): Config['copySizes'] {
  const read = (name: string, usual: number): number => {
    const bytes = Number(environment[name] ?? usual);
    if (Number.isSafeInteger(bytes) && bytes > 0 && bytes <= FIVE_GIB) return bytes;
    faults.push(`environment variable ${name} is \`${environment[name]}\`; expected bytes from 1 to ${FIVE_GIB}`);
    return usual;
  };
  return { mostAtOnce: read('COPY_AT_ONCE_BYTES', FIVE_GIB), part: read('COPY_PART_BYTES', 512 * 1024 ** 2) };
}
const FIVE_GIB = 5 * 1024 ** 3;

function paceOf(text: string, faults: string[]): number {
  const seconds = Number(text);
  if (!(seconds > 0 && seconds <= 900))
    faults.push(`environment variable PACE_SECONDS is \`${text}\`; expected seconds above 0 and up to 900`);
  return seconds * 1000;
}

// Without a time from the template, what was registered within one sweep before the first look still counts as new.
const SWEEP = 15 * MINUTE;

function deploymentTime(text: string | undefined, faults: string[]): number {
  if (!text) return Date.now() - SWEEP;
  const time = Date.parse(text);
  if (Number.isNaN(time))
    faults.push(`environment variable DEPLOYED_AT is \`${text}\`; expected a time such as 2026-11-24T09:00:00Z`);
  return time;
}

/** As it was given: an OpenID Connect issuer is compared with its last slash. */
function urlOf(name: string, text: string | undefined, faults: string[]): string | null {
  if (!text) return null;
  const url = URL.parse(text);
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return text;
  faults.push(`environment variable ${name} is \`${text}\`; expected an address such as https://gate.example.com`);
  return null;
}

/** As browsers write it in the header Origin, which forms are held against. */
function originOf(name: string, text: string | undefined, faults: string[]): string | null {
  const url = urlOf(name, text, faults);
  if (url === null) return null;
  const { origin, pathname, search } = new URL(url);
  if (pathname !== '/' || search !== '')
    faults.push(
      `environment variable ${name} is \`${url}\`; expected no path, since links of the pages begin at the root`,
    );
  return origin;
}

/** What only the function with the doors has to know. */
export type DoorsConfig = {
  /** Secrets Manager: the random text that nonces and codes are signed with; its previous version is still valid. */
  readonly signingKeySecretId: string;
  /** Secrets Manager: `signingSecret`, `teamId` and `appId` of the Slack app. null: no Slack door. */
  readonly slackSigningSecretId: string | null;
  /** null: people sign in by code. */
  readonly oidc: {
    readonly issuer: string;
    readonly clientId: string;
    readonly secretId: string;
    readonly groupsClaim: string | null;
    readonly scope: string;
  } | null;
  readonly pagesUrl: string;
};

/** Reads and checks what the doors need. Throws InvalidError that lists every variable that is missing or wrong. */
export function readDoorsConfig(environment: Environment = process.env): DoorsConfig {
  const faults: string[] = [];
  const text = textsOf(environment, faults);
  const issuer = urlOf('OIDC_ISSUER', environment['OIDC_ISSUER'], faults);
  if (issuer !== null && !isSafe(issuer))
    faults.push(`environment variable OIDC_ISSUER is \`${issuer}\`; expected https, since it vouches for people`);
  const pagesUrl = originOf('PAGES_URL', text('PAGES_URL'), faults);
  if (pagesUrl !== null && !isSafe(pagesUrl))
    faults.push(`environment variable PAGES_URL is \`${pagesUrl}\`; expected https, since sessions travel there`);
  const config: DoorsConfig = {
    signingKeySecretId: text('SIGNING_KEY_SECRET_ID'),
    slackSigningSecretId: environment['SLACK_SIGNING_SECRET_ID'] || null,
    oidc:
      issuer === null
        ? null
        : {
            issuer,
            clientId: text('OIDC_CLIENT_ID'),
            secretId: text('OIDC_SECRET_ID'),
            groupsClaim: environment['OIDC_GROUPS_CLAIM'] || null,
            scope: environment['OIDC_SCOPE'] || 'openid email',
          },
    pagesUrl: pagesUrl ?? '',
  };
  return frozen(config, faults);
}

/** Plain http never leaves this machine. */
const isSafe = (url: string): boolean => /^https:|^http:\/\/(?:127\.0\.0\.1|localhost)(?::\d+)?(?:\/|$)/u.test(url);

/** The namespace of the stack's metrics in CloudWatch: stages that share an account must not ring each other's alarms. */
export const readMetricsNamespace = (): string => process.env['POWERTOOLS_METRICS_NAMESPACE'] || 'modelgate';

/** The X-Ray header of the invocation under way, which Lambda sets anew for each; null where it is not traced. */
export const readTraceHeader = (): string | null => process.env['_X_AMZN_TRACE_ID'] || null;

/** Where X-Ray's daemon listens, as Lambda tells it; null where there is none. */
export const readTraceDaemon = (): string | null => process.env['AWS_XRAY_DAEMON_ADDRESS'] || null;
