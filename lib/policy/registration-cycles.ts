// Registrations that would feed each other, or themselves: found when policies are read, since each copy would ask for the next.
import { faultOf, type Fault } from './faults.ts';
import { covers } from './match.ts';
import type { Registration } from './registration.ts';

/** One fault for each registration whose target leads back to what it copies from. */
export function registrationCycles(registrations: readonly Registration[]): readonly Fault[] {
  return registrations.flatMap((registration) => {
    const way = wayBack(registration, registrations);
    if (!way) return [];
    const { modelPackageGroupArn } = registration.target;
    const message =
      way.length === 1
        ? `registration ${registration.name} copies into ${modelPackageGroupArn}, which it copies from`
        : `registrations go round: ${way.map(({ name }) => name).join(' -> ')} -> ${registration.name}`;
    const hint = 'Narrow match: name the source accounts, or exclude the target group.';
    return faultOf(registration.place, message, hint);
  });
}

const feeds = ({ target }: Registration, next: Registration): boolean =>
  covers(next.match, { group: target.group, account: target.account });

/** The registrations from this one until one that feeds it, the shortest way; null where there is none. */
function wayBack(from: Registration, all: readonly Registration[]): readonly Registration[] | null {
  const seen = new Set([from]);
  const ways: (readonly Registration[])[] = [[from]];
  for (const way of ways) {
    const last = way.at(-1) ?? from;
    if (feeds(last, from)) return way;
    for (const next of all) {
      if (seen.has(next) || !feeds(last, next)) continue;
      seen.add(next);
      ways.push([...way, next]);
    }
  }
  return null;
}
