// Laws of rights: an own role for each function, no action by wildcard, buses that only the right callers may put to.
import type { Law } from './law.ts';
import { at, idOf, listOf, ofType, type Statement, statementsIn, statementsOf } from './query.ts';
import type { Template } from './template.ts';

/** Actions for which AWS knows no narrower resource than all. */
const EVERYWHERE: ReadonlySet<string> = new Set([
  'sagemaker:ListModelPackages',
  'sagemaker:ListProjects',
  'sagemaker:Search',
  'xray:PutTraceSegments',
  'xray:PutTelemetryRecords',
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
]);

const rolesOf = (template: Template): readonly string[] => ofType(template, 'AWS::IAM::Role').map(({ id }) => id);
const allowedTo = (template: Template, role: string): readonly Statement[] =>
  statementsOf(template, role).filter(({ effect }) => effect === 'Allow');

const ownRoles: Law = {
  name: 'each function has a role of its own, and the schedule another',
  faults: (template) => {
    const users = [
      ...ofType(template, 'AWS::Lambda::Function').map(({ id, properties }) => [id, idOf(properties['Role'])] as const),
      ...ofType(template, 'AWS::Scheduler::Schedule').map(
        ({ id, properties }) => [id, idOf(at(properties, 'Target', 'RoleArn'))] as const,
      ),
    ];
    return users
      .filter(([, role]) => role === null || users.filter(([, other]) => other === role).length > 1)
      .map(([id, role]) => `${id}: role ${role ?? 'none'} is not its own`);
  },
};

const trust: Law = {
  name: 'a role is assumed by the one service that uses it',
  faults: (template) => {
    const ofSchedules = new Set(
      ofType(template, 'AWS::Scheduler::Schedule').map(({ properties }) => idOf(at(properties, 'Target', 'RoleArn'))),
    );
    return rolesOf(template).flatMap((id) => {
      const document = template.Resources[id]?.Properties?.['AssumeRolePolicyDocument'];
      const services = statementsIn(document).map(({ principal }) => at(principal, 'Service'));
      const expected = ofSchedules.has(id) ? 'scheduler.amazonaws.com' : 'lambda.amazonaws.com';
      return services.join() === expected ? [] : [`${id}: is assumed by ${services.join()}; expected ${expected}`];
    });
  },
};

const noWildcards: Law = {
  name: 'no role may take an action by wildcard, nor any resource where AWS knows a narrower one',
  faults: (template) =>
    rolesOf(template).flatMap((id) =>
      allowedTo(template, id).flatMap(({ actions, resources, isInverted }) => [
        ...(isInverted ? [`${id}: says what it may not, and so may all else`] : []),
        ...actions.filter((action) => action.includes('*')).map((action) => `${id}: ${action} is a wildcard`),
        ...(resources.some(isEverything)
          ? actions.filter((action) => !EVERYWHERE.has(action)).map((action) => `${id}: ${action} on every resource`)
          : []),
      ]),
    ),
};

/** `*`, or an ARN that leaves all of a service open. */
function isEverything(resource: unknown): boolean {
  const text = typeof resource === 'string' ? resource : at(resource, 'Fn::Sub');
  return typeof text === 'string' && /^(?:arn:(?:(?:\$\{[^}]*\}|[^:$])*:){4})?\*/u.test(text);
}

const knownPolicies: Law = {
  name: 'a role has policies of this template alone',
  faults: (template) =>
    rolesOf(template).flatMap((id) =>
      listOf(template.Resources[id]?.Properties?.['ManagedPolicyArns'])
        .filter((arn) => template.Resources[idOf(arn) ?? '']?.Type !== 'AWS::IAM::ManagedPolicy')
        .map((arn) => `${id}: has ${JSON.stringify(arn)}, whose statements nobody sees here`),
    ),
};

const commands: Law = {
  name: 'a command is signed by whoever gives it',
  faults: (template) => [
    ...ofType(template, 'AWS::ApiGatewayV2::Route')
      .filter(({ properties }) => String(properties['RouteKey']).includes('/command/'))
      .filter(({ properties }) => properties['AuthorizationType'] !== 'AWS_IAM')
      .map(({ id }) => `${id}: takes commands of anybody`),
    ...ofType(template, 'AWS::ApiGateway::RestApi').flatMap(({ id, properties }) =>
      Object.entries(at(properties, 'Body', 'paths') ?? {})
        .filter(
          ([path, methods]) => path.startsWith('/command/') && listOf(at(methods, 'post', 'security')).length === 0,
        )
        .map(([path]) => `${id}: takes ${path} of anybody`),
    ),
  ],
};

const schedulerRole: Law = {
  name: 'the role of a schedule may start its function, leave a dead letter, and nothing else',
  faults: (template) =>
    ofType(template, 'AWS::Scheduler::Schedule').flatMap(({ properties }) => {
      const role = idOf(at(properties, 'Target', 'RoleArn')) ?? '';
      const actions = allowedTo(template, role).flatMap((one) => one.actions);
      const more = actions.filter(
        (one) => !/^(?:lambda:InvokeFunction|sqs:SendMessage|kms:(?:Decrypt|GenerateDataKey))$/u.test(one),
      );
      const missing = ['lambda:InvokeFunction', 'sqs:SendMessage'].filter((one) => !actions.includes(one));
      return [...more.map((one) => `${role}: may ${one}`), ...missing.map((one) => `${role}: may not ${one}`)];
    }),
};

const oneWriter: Law = {
  name: 'only decide writes to the registry, only redeploy to projects, only register copies',
  faults: (template) => {
    const writers: ReadonlyMap<string, RegExp> = new Map([
      ['DecideRole', /^sagemaker:UpdateModelPackage$/u],
      ['RedeployRole', /^sagemaker:UpdateProject$/u],
      ['RegisterRole', /^sagemaker:(?:Create\w+|UpdateModelPackage)$/u],
    ]);
    return rolesOf(template).flatMap((id) =>
      allowedTo(template, id)
        .flatMap(({ actions }) => actions)
        .filter((one) => /^sagemaker:(?:Update|Create|Delete|Put|Add)/u.test(one) && !writers.get(id)?.test(one))
        .map((one) => `${id}: may ${one}`),
    );
  },
};

/** Only the functions that may put at all are named: a bus must not trust the account. */
const buses: Law = {
  name: 'a bus is shut for all but our functions, or open to named accounts for one event',
  faults: (template) =>
    ofType(template, 'AWS::Events::EventBus').flatMap(({ id }) => {
      const statements = ofType(template, 'AWS::Events::EventBusPolicy')
        .filter(({ properties }) => idOf(properties['EventBusName']) === id)
        .flatMap(({ properties }) => statementsIn({ Statement: properties['Statement'] }));
      if (statements.length === 0) return [`${id}: has no policy`];
      return statements.filter((one) => !isShut(template, id, one) && !isForSpokes(one)).map(() => `${id}: is open`);
    }),
};

function isShut(template: Template, bus: string, { effect, condition }: Statement): boolean {
  const named = listOf(at(condition, 'ArnNotEquals', 'aws:PrincipalArn')).map((one) => String(idOf(one)));
  const putters = rolesOf(template).filter((role) =>
    allowedTo(template, role).some(
      ({ actions, resources }) => actions.includes('events:PutEvents') && resources.some((one) => idOf(one) === bus),
    ),
  );
  return effect === 'Deny' && named.toSorted().join() === putters.toSorted().join();
}

function isForSpokes({ effect, condition }: Statement): boolean {
  const equals = at(condition, 'StringEquals');
  const who = at(equals, 'aws:PrincipalOrgID') ?? at(equals, 'aws:PrincipalAccount');
  return (
    effect === 'Allow' &&
    who !== undefined &&
    at(equals, 'events:source') === 'aws.sagemaker' &&
    at(equals, 'events:detail-type') !== undefined
  );
}

const bounds: Law = {
  name: 'every role has the boundary and the path that the stack was given',
  faults: (template) => {
    const boundary = template.Parameters?.['PermissionsBoundary']?.Default ?? '';
    const [path] = rolesOf(template).map((id) => template.Resources[id]?.Properties?.['Path']);
    return rolesOf(template).flatMap((id) => {
      const own = template.Resources[id]?.Properties ?? {};
      return [
        ...((own['PermissionsBoundary'] !== undefined) === (boundary !== '')
          ? []
          : [`${id}: has no permissions boundary`]),
        ...(own['Path'] === path && path !== undefined ? [] : [`${id}: has another path than the other roles`]),
      ];
    });
  },
};

export const LAWS_OF_RIGHTS: readonly Law[] = [
  ownRoles,
  trust,
  noWildcards,
  knownPolicies,
  commands,
  schedulerRole,
  oneWriter,
  buses,
  bounds,
];
