// The rights of the functions: whether each role still has what the template of the stack gave it. A hand that took one away is found before a function stumbles.
import { parse } from 'yaml';
import { listOf, statementsOf } from './delivery.ts';
import { good, wrong, type Check, type Finding, type Given } from './finding.ts';

type Policy = { readonly PolicyName?: unknown; readonly PolicyDocument?: unknown };
type Role = { readonly Policies?: readonly Policy[]; readonly ManagedPolicyArns?: readonly unknown[] };
type Template = {
  readonly Resources?: Readonly<Record<string, { readonly Type?: string; readonly Properties?: Role }>>;
};

/** What `npm run deploy` sends is JSON, which is read in a hundredth of the time; another hand may have sent YAML. */
const readTemplate = (text: string): Template => (text.startsWith('{') ? JSON.parse(text) : parse(text)) as Template;

async function roles(given: Given): Promise<readonly Finding[]> {
  const { resources, installation, connection } = given;
  if (!resources) return [];
  const { Resources = {} } = readTemplate(await installation.template(connection.stack));
  const wanted = Object.entries(Resources).filter(([, { Type }]) => Type === 'AWS::IAM::Role');
  const faults = await Promise.all(
    wanted.map(([logicalId, { Properties }]) =>
      checkRole(given, resources.get(logicalId) ?? logicalId, logicalId, Properties ?? {}),
    ),
  );
  const found = faults.flat();
  return found.length > 0 ? found : [good('permissions', `${wanted.length} roles have what the stack gave them`)];
}

async function checkRole(
  { installation }: Given,
  name: string,
  logicalId: string,
  role: Role,
): Promise<readonly Finding[]> {
  const attached = await installation.attachedPolicies(name);
  if (!attached)
    return [
      wrong(
        'permissions',
        `role ${logicalId} is not there`,
        'npm run diff names it; delete what refers to it and npm run deploy',
      ),
    ];
  const missing = (role.ManagedPolicyArns ?? []).length - attached.length;
  const lost =
    missing > 0
      ? [
          wrong(
            'permissions',
            `role ${logicalId} has lost ${missing} of its managed policies`,
            `aws iam attach-role-policy --role-name ${name} --policy-arn ARN`,
          ),
        ]
      : [];
  const inline = await Promise.all(
    (role.Policies ?? []).map((policy) => checkPolicy(installation, name, logicalId, policy)),
  );
  return [...lost, ...inline.flat()];
}

async function checkPolicy(
  installation: Given['installation'],
  name: string,
  logicalId: string,
  { PolicyName, PolicyDocument }: Policy,
): Promise<readonly Finding[]> {
  const policy = String(PolicyName);
  const has = actionsIn(await installation.rolePolicy(name, policy));
  const lacks = [...actionsIn(JSON.stringify(PolicyDocument))].filter((action) => !has.has(action));
  if (lacks.length === 0) return [];
  const shown = lacks.length > 3 ? `${lacks.slice(0, 3).join(', ')} and ${lacks.length - 3} more` : lacks.join(', ');
  return [
    wrong(
      'permissions',
      `role ${logicalId} lacks ${shown}, which the stack gave it`,
      `put policy ${policy} of serverless.yml back: aws iam put-role-policy --role-name ${name} --policy-name ${policy} --policy-document file://${policy}.json`,
    ),
  ];
}

/** What a policy allows; resources and conditions are not weighed. */
const actionsIn = (document: string | null): ReadonlySet<string> =>
  new Set(
    statementsOf(document)
      .filter(({ Effect }) => Effect === 'Allow')
      .flatMap(({ Action }) => listOf(Action).map(String)),
  );

export const ROLES: readonly Check[] = [{ what: 'permissions', run: roles }];
