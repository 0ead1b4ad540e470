// Resource policies as IAM reads them: which statements apply to a call, and whether they allow it.
import { type AwsError, type Caller, invalid } from '../service.ts';

type OneOrMore = string | readonly string[];
type Statement = {
  readonly Effect: 'Allow' | 'Deny';
  /** Services and federated users are named under other keys; none of them calls here. */
  readonly Principal: '*' | { readonly AWS?: OneOrMore };
  readonly Action: OneOrMore;
  readonly Resource: OneOrMore;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, OneOrMore>>>>;
};

/** One call as a policy sees it: `action` as in `s3:GetObject`; `keys` are condition keys with the values the call has for them. */
export type Asked = {
  readonly caller: Caller;
  readonly action: string;
  readonly resource: string;
  readonly keys: Readonly<Record<string, string | undefined>>;
};

const listOf = (value: OneOrMore): readonly string[] => (typeof value === 'string' ? [value] : value);

const matches = (pattern: string, text: string): boolean => {
  const source = RegExp.escape(pattern).replaceAll(String.raw`\*`, '.*').replaceAll(String.raw`\?`, '.');
  return new RegExp(`^${source}$`, 'su').test(text);
};

/** The condition operators known here; without a value for the key only the IfExists and negated forms hold. */
const OPERATORS: Readonly<Record<string, (value: string | undefined, wanted: readonly string[]) => boolean>> = {
  StringEquals: (value, wanted) => value !== undefined && wanted.includes(value),
  StringEqualsIfExists: (value, wanted) => value === undefined || wanted.includes(value),
  StringNotEquals: (value, wanted) => value === undefined || !wanted.includes(value),
  StringLike: (value, wanted) => value !== undefined && wanted.some((one) => matches(one, value)),
  StringNotLike: (value, wanted) => value === undefined || !wanted.some((one) => matches(one, value)),
  ArnLike: (value, wanted) => value !== undefined && wanted.some((one) => matches(one, value)),
  ArnEquals: (value, wanted) => value !== undefined && wanted.some((one) => matches(one, value)),
  Bool: (value, wanted) => value !== undefined && wanted.includes(value),
  Null: (value, wanted) => (value === undefined) === wanted.includes('true'),
};

const refuse = (text: string): AwsError => invalid(`Invalid resource policy: ${text}`);

/** The statements of a policy document. Throws ValidationException for one that can't be read. */
export function readStatements(text: string): readonly Statement[] {
  let document: { Statement?: unknown } | null;
  try {
    document = JSON.parse(text) as { Statement?: unknown } | null;
  } catch {
    throw refuse('it is not JSON');
  }
  const found = [document?.Statement ?? []].flat();
  const statements = found.filter((one): one is Statement => typeof one === 'object' && one !== null);
  if (statements.length === 0 || statements.length < found.length)
    throw refuse('it has no Statement, or one that is no map');
  for (const { Effect, Principal, Action, Resource, Condition = {} } of statements) {
    if (Effect !== 'Allow' && Effect !== 'Deny') throw refuse('Effect is neither Allow nor Deny');
    if (!Principal || !Action || !Resource) throw refuse('a statement needs Principal, Action and Resource');
    const stranger = Object.keys(Condition).find((operator) => !(operator in OPERATORS));
    if (stranger !== undefined)
      throw refuse(`this stand-in does not know ${stranger}; it knows ${Object.keys(OPERATORS).join(', ')}`);
  }
  return statements;
}

/** An assumed role is also met by its role's ARN, and everybody by their account. */
function isPrincipal(principal: Statement['Principal'], { account, principalArn }: Caller): boolean {
  const role = /^arn:(aws[a-z-]*):sts::(\d{12}):assumed-role\/([^/]+)\//u.exec(principalArn);
  const names = [account, `arn:aws:iam::${account}:root`, principalArn];
  if (role) names.push(`arn:${role[1]}:iam::${role[2]}:role/${role[3]}`);
  return listOf(principal === '*' ? '*' : (principal.AWS ?? [])).some((one) => one === '*' || names.includes(one));
}

const matchesAnyCase = (pattern: string, text: string): boolean => matches(pattern.toLowerCase(), text.toLowerCase());

const applies = (statement: Statement, { caller, action, resource, keys }: Asked): boolean =>
  isPrincipal(statement.Principal, caller) &&
  listOf(statement.Action).some((pattern) => matchesAnyCase(pattern, action)) &&
  // Keys of S3 differ by case, names of SageMaker do not.
  listOf(statement.Resource).some((pattern) =>
    action.startsWith('s3:') ? matches(pattern, resource) : matchesAnyCase(pattern, resource),
  ) &&
  Object.entries(statement.Condition ?? {}).every(([operator, wanted]) =>
    Object.entries(wanted).every(([key, values]) => OPERATORS[operator]?.(keys[key], listOf(values)) ?? false),
  );

/** Whether a policy lets another account do this: some statement allows it and none denies it. */
export function isAllowed(policy: string | undefined, asked: Asked): boolean {
  if (policy === undefined) return false;
  const found = readStatements(policy).filter((statement) => applies(statement, asked));
  return found.length > 0 && found.every(({ Effect }) => Effect === 'Allow');
}
