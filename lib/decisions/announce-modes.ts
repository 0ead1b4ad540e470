// Tells the bus of every switch of the mode that nobody has been told of, and the ledger of what is deployed. Part of each sweep; on a quiet system it only reads.
import { isDeepStrictEqual } from 'node:util';
import type { GateModeChanged, PublishedEvent } from '../events.ts';
import { sha256 } from '../identity.ts';
import { untold, type ModeChange } from '../ledger/mode.ts';
import type { Installed, InstalledStore, ModeStore } from '../mode-ports.ts';
import type { Bus, Clock } from '../ports.ts';

const DETAIL_TYPE = 'Gate Mode Changed';

export type AnnouncePorts = {
  readonly modes: ModeStore & InstalledStore;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly stack: string;
  /** What this function was deployed with. */
  readonly deployed: Omit<Installed, 'at'>;
};

/** Answers how many switches were announced. An event that came twice, after a crash in between, has the same eventId. */
export function makeAnnounceModes(ports: AnnouncePorts): () => Promise<number> {
  const { modes, bus, stack } = ports;
  return async () => {
    const [items, told] = await Promise.all([modes.readAll(), modes.readTold(), noteInstalled(ports)]);
    let announced = 0;
    for (const item of items) {
      const changes = untold(item, told.get(item.group ?? '') ?? 0);
      // One after another, so that the newest is the last one told.
      for (const change of changes) {
        await bus.publish(gateModeChanged(stack, item.group, change));
        await modes.putTold(item.group, change.number);
      }
      announced += changes.length;
    }
    return announced;
  };
}

/** An older build that still runs beside a newer one says nothing. */
async function noteInstalled({ modes, deployed, clock }: AnnouncePorts): Promise<void> {
  const before = await modes.readInstalled();
  if (before && before.build > deployed.build) return;
  if (!isDeepStrictEqual(before, { ...deployed, at: before?.at }))
    await modes.putInstalled({ ...deployed, at: clock() });
}

function gateModeChanged(stack: string, group: string | null, change: ModeChange): PublishedEvent {
  const { number, mode, previousMode, by, at, reason } = change;
  const detail: GateModeChanged = {
    schemaVersion: '1',
    eventId: sha256([DETAIL_TYPE, stack, group ?? '', number].join('|')),
    stack,
    modelPackageGroupName: group,
    change: number,
    mode,
    previousMode,
    changedBy: by,
    changedAt: new Date(at).toISOString(),
    reason,
  };
  return { detailType: DETAIL_TYPE, resources: [], detail };
}
