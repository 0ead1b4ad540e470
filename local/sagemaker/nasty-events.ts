// Makes the delivery of events as bad as EventBridge allows: twice, out of order, or not at all.
import { type Later, makeLater } from '../later.ts';
import type { World } from '../service.ts';
import { uuid } from '../front/ids.ts';
import type { SageMakerEvent } from './state-change.ts';

/** What goes wrong on purpose; `lose` is the share of events lost, 0 to 1. */
export type Nastiness = { readonly duplicate: boolean; readonly shuffle: boolean; readonly lose: number };

const maxDelayMs = 300;

/**
 * Wraps a delivery. Lost events are lost with all their copies; a duplicate carries another id half the time, as when
 * the service itself sends twice; shuffled events come up to 300 ms late, each by its own delay.
 */
export const makeNastyEvents = (
  options: Nastiness,
  world: World,
  deliver: (event: SageMakerEvent) => void,
  { after }: Later = makeLater(),
): ((event: SageMakerEvent) => void) => {
  const send = (event: SageMakerEvent): void => {
    if (!options.shuffle) return deliver(event);
    after(Math.floor(world.random() * maxDelayMs), () => deliver(event));
  };
  return (event) => {
    if (options.lose > 0 && world.random() < options.lose) return;
    send(event);
    if (options.duplicate) send(world.random() < 0.5 ? event : { ...event, id: uuid(world) });
  };
};
