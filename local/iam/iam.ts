// The embedded IAM: the inline and attached policies of the stack's roles, in the Query protocol. What they allow is enforced elsewhere (front/permissions.ts).
import { answerQuery, type QueryOperations, type QueryService } from '../front/query-protocol.ts';
import { AwsError } from '../service.ts';

/** A role by its name: documents by policy name, and ARNs of managed policies. */
type StackRole = {
  readonly name: string;
  readonly inline: ReadonlyMap<string, unknown>;
  readonly attached: readonly string[];
};

/** Its answers throw NoSuchEntity. */
export type Iam = QueryService & {
  /** Puts a role, in place of the one of its name. */
  readonly put: (role: StackRole) => void;
  readonly remove: (name: string) => void;
  readonly role: (name: string) => StackRole | undefined;
};

type Asked = { readonly role: StackRole; readonly form: URLSearchParams };

const OPERATIONS: QueryOperations<Asked>['operations'] = {
  GetRolePolicy: ({ role: { name, inline }, form }) => {
    const PolicyName = form.get('PolicyName') ?? '';
    const document = inline.get(PolicyName);
    if (document === undefined) throw noSuch(`The role policy with name ${PolicyName} cannot be found.`);
    return { RoleName: name, PolicyName, PolicyDocument: encodeURIComponent(JSON.stringify(document)) };
  },
  ListAttachedRolePolicies: ({ role: { attached } }) => ({
    AttachedPolicies: {
      member: attached.map((PolicyArn) => ({ PolicyName: PolicyArn.split('/').at(-1) ?? '', PolicyArn })),
    },
    IsTruncated: false,
  }),
};

const PROTOCOL = {
  service: 'iam',
  namespace: 'https://iam.amazonaws.com/doc/2010-05-08/',
  operations: OPERATIONS,
};

const noSuch = (message: string): AwsError => new AwsError('NoSuchEntity', message, 404);

/** An IAM without roles. */
export function makeIam(): Iam {
  const roles = new Map<string, StackRole>();
  return {
    name: 'IAM',
    put: (role) => void roles.set(role.name, role),
    remove: (name) => void roles.delete(name),
    role: (name) => roles.get(name),
    answer: (form, _caller, requestId) =>
      answerQuery(PROTOCOL, form, requestId, () => {
        const name = form.get('RoleName') ?? '';
        const role = roles.get(name);
        if (!role) throw noSuch(`The role with name ${name} cannot be found.`);
        return { role, form };
      }),
  };
}
