// What a policy costs for each version that it governs, in calls to AWS: what `modelgate lint` prints below its findings.
import { counted } from '../counted.ts';
import type { Policy } from './document.ts';
import { needsOf } from './needs.ts';

/** `text` reads like `+ Describe, 2 reports`; `summary only` where BatchDescribeModelPackage is enough. */
export type PolicyCost = {
  readonly policy: string;
  readonly describe: boolean;
  readonly reports: number;
  readonly card: boolean;
  readonly champion: boolean;
  readonly text: string;
};

/** The cost of one policy alone. Reports are counted by the object read, however many declarations read it. */
export function costOf(policy: Policy): PolicyCost {
  const needs = needsOf([policy]);
  const reports = new Set(needs.declarations.map(({ from }) => from).filter((from) => from !== 'ModelCard')).size;
  const parts = [
    needs.description ? '+ Describe' : 'summary only',
    reports > 0 ? counted(reports, 'report') : null,
    needs.card ? 'the model card' : null,
    needs.champion ? 'the champion' : needs.newestApproved ? 'the newest approved version' : null,
    needs.groupTags ? 'group tags' : null,
  ];
  const text = parts.filter((part) => part !== null).join(', ');
  const { description: describe, card, champion } = needs;
  return { policy: policy.name, describe, reports, card, champion, text };
}
