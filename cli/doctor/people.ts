// Who is asked: the directory with its groups, who was shut out, and whether each person can be reached.
import { counted } from '../../lib/counted.ts';
import { directoryOf, type Person } from '../../lib/policy/directory.ts';
import { good, wrong, type Check, type Finding, type Given } from './finding.ts';

async function directory(given: Given): Promise<readonly Finding[]> {
  const { policies, connection } = given;
  if (!policies)
    return [wrong('policies', 'the folder of policies can not be read here', 'modelgate lint, or --policies DIR')];
  const revoked = new Set((await (await connection.ledger()).readRevoked()).keys());
  const { people, groups } = directoryOf(policies);
  const asked = policies.policies.flatMap(({ reviews }) => reviews.map(({ reviewers }) => reviewers));
  if (asked.length > 0 && people.length === 0)
    return [wrong('directory', 'policies ask people and no ReviewerDirectory names any', MEND)];
  const isThere = (name: string): boolean =>
    groups.some((one) => one.name === name && one.people.some((id) => !revoked.has(id)));
  const names = new Set([...groups.map(({ name }) => name), ...asked.flatMap((one) => one.groups)]);
  const faults = [
    ...[...names]
      .filter((name) => !isThere(name))
      .map((name) => wrong('directory', `group ${name} has nobody who may answer`, MEND)),
    ...people
      .filter((person) => !isReachable(person, given))
      .map(({ name }) =>
        wrong(
          'directory',
          `${name} can't be reached: no mail is sent, and no Slack id is known`,
          'deploy with --param=mailFrom=ADDRESS, or add slack to the person',
        ),
      ),
  ];
  const without = revoked.size > 0 ? `; revoked: ${[...revoked].join(', ')}` : '';
  return faults.length > 0
    ? faults
    : [
        good(
          'directory',
          `${counted(people.length, 'person', 'people')} in ${counted(groups.length, 'group')}${without}`,
        ),
      ];
}

const MEND = 'write people into the ReviewerDirectory, or modelgate revoke PERSON --undo: docs/reviews.md';

/** By mail where a sender is configured, else in Slack. Before the first sweep nobody knows. */
const isReachable = ({ email, slack }: Person, { installed }: Given): boolean =>
  installed?.reaches === undefined || (installed.reaches.mailFrom !== null && email !== '') || slack !== null;

export const PEOPLE: readonly Check[] = [{ what: 'directory', run: directory }];
