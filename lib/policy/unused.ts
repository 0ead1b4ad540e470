// Parameters and variables that no check reads: whoever changes them believes that something depends on them.
import { isMap, isScalar, isSeq } from 'yaml';
import type { Policy } from './document.ts';
import { readsOf } from './needs.ts';
import { member, type Members } from './yaml-members.ts';
import { hintAt } from './yaml-source.ts';

/** Hints at them, where the document has no other fault: an expression with a fault tells nothing about what it reads. */
export function noteUnused(
  spec: Members,
  policy: Pick<Policy, 'params' | 'variables' | 'matchConditions' | 'validations'>,
): void {
  const { source } = spec;
  if (source.faults.length > 0) return;
  const reads = readsOf(policy);
  const isRead = (root: string, name: string): boolean => reads.has(`${root}.${name}`) || reads.has(`${root}.*`);
  const params = member(spec, 'params');
  for (const pair of isMap(params) ? params.items : []) {
    const name = isScalar(pair.key) ? String(pair.key.value) : '';
    if (policy.params.has(name) && !isRead('params', name))
      hintAt(source, pair.key, `parameter ${name} is never read`, `Read it as params.${name}, or leave it out.`);
  }
  const variables = member(spec, 'variables');
  for (const item of isSeq(variables) ? variables.items : []) {
    const name = isMap(item) ? item.get('name', true) : null;
    if (isScalar(name) && !isRead('variables', String(name.value)))
      hintAt(
        source,
        name,
        `variable ${String(name.value)} is never read`,
        `Read it as variables.${String(name.value)}, or leave it out.`,
      );
  }
}
