// What adopt found, in words.
import { mayDeploy, ruleSentence, targetWords } from '../../lib/adoption/rule-words.ts';
import { counted } from '../../lib/counted.ts';
import { resourceOf } from '../../lib/identity.ts';
import { longTime } from '../../lib/times.ts';
import type { AdoptionReport } from '../adopt.ts';
import { A_SWEEP } from './backlog.ts';
import { NEWEST } from './read-group-today.ts';
import { harmless } from '../../lib/harmless.ts';
import { hanging, marked, type Terminal } from '../frame/terminal.ts';

const LABEL = 18;
/** The whole report. */
export function printAdoption(report: AdoptionReport, terminal: Terminal): readonly string[] {
  const { group } = report;
  return [
    `${group.name.padEnd(LABEL)}account ${group.account}, ${group.region}`,
    ...row('owner', group.tags['modelgate:owner'] ?? 'no tag modelgate:owner; nobody is told as owner'),
    ...row('latest approved', group.latestApproved === null ? 'none' : `v${group.latestApproved}`),
    ...row('pending', pendingText(report)),
    ...row('approved lately', approvedText(report)),
    ...row('project', projectText(report)),
    '',
    ...ruleLines(report),
    ...row('deploys twice', twiceText(report)),
    '',
    ...bindingLines(report),
    ...backlogLines(report, terminal),
  ];
}

const row = (label: string, text: string): readonly string[] => hanging(label.padEnd(LABEL), harmless(text));

function pendingText({ group: { pending, versions } }: AdoptionReport): string {
  const oldest = pending.at(-1);
  const of = versions < NEWEST ? '' : ` of the newest ${NEWEST} versions`;
  return oldest
    ? `${pending.length}${of}, the oldest v${oldest.version} since ${longTime(oldest.creationTime)}`
    : `none${of}`;
}

const approvedText = ({ group: { approvedLately } }: AdoptionReport): string =>
  approvedLately.length === 0
    ? 'nobody'
    : approvedLately.map(({ version, by }) => `v${version} by ${resourceOf(by ?? 'unknown')}`).join(', ');

function projectText({ group: { project, tags } }: AdoptionReport): string {
  const name = tags['sagemaker:project-name'];
  if (name === undefined) return 'none: the group has no tag sagemaker:project-name';
  if (!project) return `${name} is named by the group's tag and does not exist`;
  const parameters = Object.entries(project.parameters).map(([key, value]) => `${key}=${value}`);
  return `${name}, ${project.status}; parameters: ${parameters.join(', ') || 'none'}`;
}

/** The gate's own rule brings events to its intake queue alone. */
const isOurs = ({ targets }: AdoptionReport['rules'][number], stack: string): boolean =>
  targets.length > 0 &&
  targets.every((arn) => arn.endsWith(`:${stack}-IntakeQueue`) || arn.includes(`:${stack}-IntakeQueue-`));

function ruleLines({ rules, stack }: AdoptionReport): readonly string[] {
  if (rules.length === 0) return row('rules', 'no rule of the default bus fires on its events');
  return rules.flatMap((rule) => [
    ...row('rule', `${rule.name}: ${ruleSentence(rule)}`),
    ...row(
      '',
      `targets: ${rule.targets.map(targetWords).join(', ') || 'none'}${isOurs(rule, stack) ? ' (modelgate itself)' : ''}`,
    ),
  ]);
}

/** Deploying is the rule's business already, or modelgate's by a file; both is twice. */
function twiceText({ rules, redeployedBy }: AdoptionReport): string {
  const deploying = rules.filter(mayDeploy).map(({ name }) => name);
  if (deploying.length > 0 && redeployedBy.length > 0)
    return `yes: ${deploying.join(', ')} and ProjectRedeployment ${redeployedBy.join(', ')}. Keep one of them.`;
  if (deploying.length > 0)
    return `no: ${deploying.join(', ')} may deploy, and no ProjectRedeployment names this group`;
  return redeployedBy.length > 0 ? `no: only ProjectRedeployment ${redeployedBy.join(', ')}` : 'no: nothing deploys';
}

function bindingLines({ binding, governedBy, group }: AdoptionReport): readonly string[] {
  if (binding)
    return [
      binding.isWritten ? `Written: ${binding.file}` : `Would be written: ${binding.file}`,
      ...binding.text
        .trimEnd()
        .split('\n')
        .map((line) => `  ${line}`),
      `Next: npm run deploy, then modelgate audit --group ${group.name}`,
    ];
  const isEnforced = governedBy.some(({ mode }) => mode === 'Enforce');
  return [
    ...governedBy.flatMap(({ policy, mode, file }) => row('governed by', `${policy} (${mode}), ${file}`)),
    ...(isEnforced
      ? [
          'No binding is written: these files enforce it as soon as they are deployed in Enforce.',
          'To watch it first:',
          `  modelgate mode Audit --group ${group.name} --reason "..."`,
        ]
      : ['No binding is written: it is watched already.']),
  ];
}

function backlogLines({ backlog, group }: AdoptionReport, terminal: Terminal): readonly string[] {
  if (!backlog) return [];
  const { count, versions, isIncluded } = backlog;
  if (count === 0) return ['', 'No version is pending: there is no backlog to let in.'];
  const sweeps = Math.ceil(count / A_SWEEP);
  return [
    '',
    ...versions.map(({ version, verdict, reason }) =>
      `  v${version}  ${marked(verdict, verdict, terminal)}  ${harmless(reason ?? '')}`.trimEnd(),
    ),
    ...(count > versions.length ? [`  and ${count - versions.length} newer ones`] : []),
    `${counted(count, 'pending version is', 'pending versions are')} let in${isIncluded ? '' : ' then'} where older than the adoption, ${A_SWEEP} a sweep:`,
    `${counted(sweeps, 'sweep')} at most.`,
    isIncluded
      ? `Stop: modelgate mode Audit --group ${group.name} --reason "..."`
      : `Do it: modelgate adopt --group ${group.name} --include-backlog`,
  ];
}
