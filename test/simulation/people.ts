// Everybody else who changes things: people who reset or decide around the gate, registrants, deployments, a change of mode.
import { CALM_FROM, changePackage, PACKAGES, packageOf, type World } from './world.ts';
import { POLICIES } from './policies.ts';

/** Lets somebody act within so many milliseconds, as long as the history's budget of foreign acts lasts. */
export function foreignActWithin(world: World, milliseconds: number): void {
  if (world.state.foreignBudget-- <= 0) return;
  world.schedule.at(world.schedule.now() + world.random.between(0, milliseconds), () => foreignAct(world));
}

function foreignAct(world: World): void {
  const { random, state, options } = world;
  if (world.schedule.now() >= CALM_FROM) return;
  const identity = random.pick([...PACKAGES.keys()]);
  const current = packageOf(world, identity);
  if (current.isDeleted || !world.trouble.mishap()) return;
  const act = random.pick([
    'reset',
    'metadata',
    'metadata',
    'policy',
    ...(options.studio ? ['studio', 'studio'] : []),
    ...(options.audit ? ['mode', 'mode'] : []),
  ]);
  if (act === 'reset' && current.status !== 'PendingManualApproval')
    changePackage(world, identity, 'person', { status: 'PendingManualApproval' });
  if (act === 'metadata') {
    const digest = `${identity}@${current.version + 1}`;
    changePackage(world, identity, 'registrant', {
      version: current.version + 1,
      metric: world.newMetric(digest),
      digest,
    });
  }
  if (act === 'studio')
    changePackage(world, identity, 'person', { status: random.pick(['Approved', 'Rejected'] as const) });
  if (act === 'policy' && state.deployed < POLICIES.length - 1) {
    state.deployed++;
    world.say('POLICY', state.deployed);
  }
  if (act === 'mode') {
    state.mode = state.mode === 'Audit' ? 'Enforce' : 'Audit';
    world.say('MODE', state.mode);
  }
}
