// Turns EventBridge's state into JSON and back; patterns are read again on the way in.
import type { Statement } from './bus-policy.ts';
import { parsePattern } from './pattern.ts';
import type { Bus, Buses, Target } from './state.ts';

type SavedRule = { name: string; pattern: string; state: string; description?: string; targets: Target[] };
type SavedBus = {
  account: string;
  region: string;
  name: string;
  rules: SavedRule[];
  statements: [string, Statement][];
};

const saveBus = (bus: Bus): SavedBus => ({
  account: bus.account,
  region: bus.region,
  name: bus.name,
  statements: [...bus.statements],
  rules: [...bus.rules.values()].map(({ name, pattern, state, description, targets }) => ({
    name,
    pattern,
    state,
    ...(description === undefined ? {} : { description }),
    targets: [...targets.values()],
  })),
});

/** All buses as JSON. */
export const snapshotBuses = (buses: Buses): unknown => buses.all().map(saveBus);

/** Puts saved buses back. */
export const restoreBuses = (buses: Buses, state: unknown): void => {
  for (const saved of state as SavedBus[]) {
    const bus = buses.create(saved.account, saved.region, saved.name);
    for (const [sid, statement] of saved.statements) bus.statements.set(sid, statement);
    for (const { name, pattern, state: ruleState, description, targets } of saved.rules) {
      const byId = new Map(targets.map((target) => [target.Id, target]));
      const matches = parsePattern(pattern);
      bus.rules.set(name, { name, pattern, matches, state: ruleState, description, targets: byId });
    }
  }
};
