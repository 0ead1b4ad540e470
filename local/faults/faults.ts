// Decides for each call whether it suffers, by the rules in force; the front door carries it out.
import type { Call } from '../front/calls.ts';
import type { World } from '../service.ts';
import type { FaultRule } from './fault-rule.ts';

/** The rules in force and what they did. */
export type Faults = {
  /** Puts rules into force; their seconds and counts begin anew. */
  readonly set: (rules: readonly FaultRule[]) => void;
  /** The rule that this call suffers by, if any. */
  readonly strike: (call: Pick<Call, 'operation'>) => FaultRule | null;
  /** How many calls suffered, by `operation fault`. */
  readonly struck: () => Record<string, number>;
};

const matcherOf = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .split('*')
      .map((part) => RegExp.escape(part))
      .join('.*')}$`,
    'u',
  );

type Active = FaultRule & { readonly matches: RegExp; seen: number; suffered: number };

/** Faults without rules: nothing goes wrong until `set`. */
export function makeFaults(world: World): Faults {
  let rules: Active[] = [];
  let began = world.now();
  const struck = new Map<string, number>();
  const applies = (rule: Active, operation: string): boolean => {
    const second = (world.now() - began) / 1000;
    if (!rule.matches.test(operation) || second < rule.fromSecond || second >= rule.untilSecond) return false;
    rule.seen += 1;
    return rule.seen > rule.skip && rule.suffered < rule.times && (rule.rate >= 1 || world.random() < rule.rate);
  };
  return {
    set(next) {
      rules = next.map((rule) => ({ ...rule, matches: matcherOf(rule.operation), seen: 0, suffered: 0 }));
      began = world.now();
    },
    strike({ operation }) {
      const rule = rules.find((one) => applies(one, operation));
      if (!rule) return null;
      rule.suffered += 1;
      const name = `${operation} ${rule.fault}`;
      struck.set(name, (struck.get(name) ?? 0) + 1);
      return rule;
    },
    struck: () => Object.fromEntries(struck),
  };
}
