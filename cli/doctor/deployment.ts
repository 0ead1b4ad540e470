// What is deployed and how it is switched: version, build, policies, mode, and whose clock is right.
import { ENGINE_VERSION } from '../../lib/engine-version.ts';
import { resourceOf } from '../../lib/identity.ts';
import { longTime, MINUTE, spanText } from '../../lib/times.ts';
import { good, wrong, type Check, type Given } from './finding.ts';

/** Workers may differ by 30 s; SigV4 refuses from 5 minutes on. */
const MOST_SKEW = MINUTE;

const stack = ({ resources, unlisted, connection }: Given) =>
  resources
    ? good('stack', `${connection.stack} has ${resources.size} resources`)
    : wrong(
        'stack',
        `the resources of ${connection.stack} can't be listed (${unlisted}): rules, queues, buses, secrets and Slack are not checked`,
        'modelgate iam --doctor prints the rights it needs; or --stack NAME',
      );

function version({ installed }: Given) {
  if (!installed) return good('version', `this command line is ${ENGINE_VERSION}`);
  const { engine } = installed;
  if (engine === ENGINE_VERSION) return good('version', `the gate and this command line are ${engine}`);
  const isOlder = engine === undefined || isBefore(engine, ENGINE_VERSION);
  return wrong(
    'version',
    `the gate is ${engine ?? 'from before versions were recorded'}, this command line ${ENGINE_VERSION}`,
    isOlder ? 'npm run deploy brings the gate up to it' : 'git pull && npm ci brings the command line up to it',
  );
}

const isBefore = (one: string, other: string): boolean =>
  one.localeCompare(other, 'en', { numeric: true, sensitivity: 'base' }) < 0;

function deployment({ installed, policies }: Given) {
  if (!installed)
    return wrong(
      'deployment',
      'no sweep has said yet what is deployed',
      'modelgate reconcile, or wait for the next sweep (15 minutes); then again',
    );
  const { build, at } = installed;
  const says = `build ${build}, since ${longTime(at)}`;
  const isOther = policies !== null && policies.digest !== installed.policies;
  return good('deployment', isOther ? `${says}; the policies in this folder are not the deployed ones` : says);
}

function mode({ installed, switches: { stack: switched, groupsInAudit } }: Given) {
  const isAudit = installed?.mode === 'Audit' || switched?.mode === 'Audit';
  const why =
    switched === null
      ? 'nobody switched it'
      : `${switched.mode} by ${resourceOf(switched.by)}, ${longTime(switched.at)}: ${switched.reason}`;
  const groups = groupsInAudit.length > 0 ? `; groups in Audit: ${groupsInAudit.join(', ')}` : '';
  const deployed = installed?.mode ?? 'a mode not known yet';
  return good(
    'mode',
    `${isAudit ? 'Audit, so nothing is written' : 'Enforce'} (deployed in ${deployed}; ${why})${groups}`,
  );
}

async function clock({ installation, now }: Given) {
  const theirs = await installation.clock();
  if (theirs === null) return good('clock', 'AWS did not say what time it is');
  const ahead = now - theirs;
  if (Math.abs(ahead) < MOST_SKEW) return good('clock', 'agrees with AWS');
  return wrong(
    'clock',
    `this machine is ${spanText(Math.abs(ahead))} ${ahead > 0 ? 'ahead of' : 'behind'} AWS: from 5 minutes on AWS refuses what is signed here`,
    'set it: sudo timedatectl set-ntp true',
  );
}

export const DEPLOYMENT: readonly Check[] = [
  { what: 'ledger', run: ({ tableName }) => good('ledger', `table ${tableName} answers`) },
  { what: 'stack', run: stack },
  { what: 'version', run: version },
  { what: 'deployment', run: deployment },
  { what: 'mode', run: mode },
  { what: 'clock', run: clock },
];
