// The embedded STS: GetCallerIdentity and AssumeRole in the Query protocol.
import { answerQuery, type QueryOperations, type QueryService } from '../front/query-protocol.ts';
import type { XmlValue } from '../front/xml.ts';
import { AwsError, type Caller, type World } from '../service.ts';

const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';

const HOUR = 3_600_000;
const ROLE = /^arn:aws:iam::(\d{12}):role\/(?:.*\/)?([\w+=,.@-]{1,64})$/u;

/** A role that checks who assumes it. Roles that nobody described here trust everybody. */
type TrustedRole = {
  readonly roleArn: string;
  /** null: it asks for none. */
  readonly externalId: string | null;
  /** Accounts whose principals may assume it; empty: none. */
  readonly accounts: readonly string[];
};

/** What trust policies say, and the sessions that were begun. Its answers throw AccessDenied for a role that does not trust the caller. */
export type Sts = QueryService & {
  readonly trust: (role: TrustedRole) => void;
  readonly sessions: () => readonly AssumedSession[];
};

/** One AssumeRole that was allowed. */
type AssumedSession = {
  readonly roleArn: string;
  readonly sessionName: string;
  readonly by: string;
  readonly tags: Readonly<Record<string, string>>;
};

const checkTrust = (role: TrustedRole, form: URLSearchParams, caller: Caller): void => {
  const isKnown = role.accounts.includes(caller.account);
  if (isKnown && (role.externalId === null || role.externalId === form.get('ExternalId'))) return;
  throw new AwsError(
    'AccessDenied',
    `User: ${caller.principalArn} is not authorized to perform: sts:AssumeRole on resource: ${role.roleArn}`,
    403,
  );
};

const tagsOf = (form: URLSearchParams): Record<string, string> => {
  const keys = [...form.keys()].filter((name) => /^Tags\.member\.\d+\.Key$/u.test(name));
  return Object.fromEntries(
    keys.map((name) => [form.get(name) ?? '', form.get(name.replace(/Key$/u, 'Value')) ?? ''] as const),
  );
};

/** Credentials as this stand-in reads them back: the access key is the role's account, the token names the role and session. */
const assumeRole = (form: URLSearchParams, now: number): XmlValue => {
  const roleArn = form.get('RoleArn') ?? '';
  const [, account = '', role = ''] = ROLE.exec(roleArn) ?? [];
  if (!role) throw new AwsError('ValidationError', `${roleArn} is invalid`);
  const session = form.get('RoleSessionName') ?? 'session';
  return {
    Credentials: {
      AccessKeyId: account,
      SecretAccessKey: 'local',
      SessionToken: `role/${role}/${session}`,
      Expiration: new Date(now + HOUR).toISOString(),
    },
    AssumedRoleUser: {
      AssumedRoleId: `AROALOCAL:${session}`,
      Arn: `arn:aws:sts::${account}:assumed-role/${role}/${session}`,
    },
  };
};

type Asked = { readonly form: URLSearchParams; readonly caller: Caller };

const callerIdentity = ({ caller }: Asked): XmlValue => ({
  Arn: caller.principalArn,
  UserId: caller.principalArn.includes(':assumed-role/') ? 'AROALOCAL:session' : 'AIDALOCAL',
  Account: caller.account,
});

/** An STS where every role trusts everybody until it is told otherwise. */
export const makeSts = (world: World): Sts => {
  const roles = new Map<string, TrustedRole>();
  const sessions: AssumedSession[] = [];
  const assume = ({ form, caller }: Asked): XmlValue => {
    const roleArn = form.get('RoleArn') ?? '';
    const role = roles.get(roleArn);
    if (role) checkTrust(role, form, caller);
    const sessionName = form.get('RoleSessionName') ?? 'session';
    const assumed = assumeRole(form, world.now());
    sessions.push({ roleArn, sessionName, by: caller.principalArn, tags: tagsOf(form) });
    return assumed;
  };
  const protocol: QueryOperations<Asked> = {
    service: 'sts',
    namespace: NAMESPACE,
    operations: { GetCallerIdentity: callerIdentity, AssumeRole: assume },
  };
  return {
    name: 'STS',
    trust: (role) => void roles.set(role.roleArn, role),
    sessions: () => sessions,
    answer: (form, caller, requestId) => answerQuery(protocol, form, requestId, () => ({ form, caller })),
  };
};
