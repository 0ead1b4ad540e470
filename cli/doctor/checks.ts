// All checks of doctor, in the order in which one would mend; one that can't be made says why and does not end the others.
import { RefusedError } from '../../lib/errors.ts';
import { ThrottledError, UnansweredError } from '../../lib/ports.ts';
import { CHANNELS } from './channels.ts';
import { DEPLOYMENT } from './deployment.ts';
import { EVENTS } from './events.ts';
import { wrong, type Check, type Finding, type Given } from './finding.ts';
import { PEOPLE } from './people.ts';
import { PROMOTION } from './promotion.ts';
import { ROLES } from './roles.ts';
import { SECRETS } from './secrets.ts';
import { WAITING } from './waiting.ts';

const CHECKS: readonly Check[] = [
  ...DEPLOYMENT,
  ...EVENTS,
  ...ROLES,
  ...WAITING,
  ...PROMOTION,
  ...SECRETS,
  ...CHANNELS,
  ...PEOPLE,
];

/** Every check, side by side; each gives a finding or more. */
export async function checkInstallation(given: Given): Promise<readonly Finding[]> {
  return (await Promise.all(CHECKS.map((check) => guarded(check, given)))).flat();
}

async function guarded({ what, run }: Check, given: Given): Promise<readonly Finding[]> {
  try {
    return [await run(given)].flat();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (/^(?:AccessDenied|NotAuthorized|AuthorizationError)/u.test(error.name))
      return [wrong(what, `not checked: ${error.message}`, 'modelgate iam --doctor prints the rights it needs')];
    if (error instanceof UnansweredError || error instanceof ThrottledError || error instanceof RefusedError)
      return [wrong(what, `not checked: ${error.message}`, 'modelgate doctor, once more in a minute')];
    throw error;
  }
}
