// What the ledger keeps beside the logs of versions: lanes that carried them on, switches of the mode, and authority that was taken away.
import type { Dossier, DossierCarried, DossierMode } from '../../lib/dossier/dossier.ts';
import { byText } from '../../lib/in-order.ts';
import type { Lanes } from '../../lib/lane-ports.ts';
import type { Lane, LaneOutcome } from '../../lib/ledger/lane.ts';
import type { Wanted } from '../../lib/ledger/wanted.ts';
import type { ModeStore } from '../../lib/mode-ports.ts';
import type { Ledger } from '../../lib/ports.ts';
import { allLanes } from '../packages/lanes.ts';
import type { Period } from './gathered.ts';

const iso = (time: number): string => new Date(time).toISOString();

/** Everything that lanes still know about these versions, oldest first. A lane remembers its last twenty ends. */
export async function readCarried(lanes: Lanes, identities: ReadonlySet<string>): Promise<readonly DossierCarried[]> {
  const all = await Promise.all([allLanes(lanes, 'project'), allLanes(lanes, 'registration')]);
  return all
    .flat()
    .flatMap((lane) => carriedIn(lane, identities))
    .toSorted(byText(({ at }) => at));
}

function carriedIn(lane: Lane, identities: ReadonlySet<string>): readonly DossierCarried[] {
  const ended = [...(lane.outcome ? [lane.outcome] : []), ...lane.history];
  const isOne = ({ wanted }: { readonly wanted: Wanted }): boolean => identities.has(wanted.subject.identity);
  const open = [
    ...(lane.attempt ? [{ wanted: lane.attempt.wanted, result: 'UnderWay', at: lane.attempt.startedAt }] : []),
    ...(lane.wanted ? [{ wanted: lane.wanted, result: 'Wanted', at: lane.waitingSince ?? lane.wanted.decidedAt }] : []),
  ].map((one) => ({ ...one, because: lane.because ?? '', attempt: lane.attempt }));
  return [...ended, ...open].filter(isOne).map((one) => carriedOf(lane, one));
}

function carriedOf(
  { kind, target, account, region, copies = [] }: Lane,
  { wanted, result, at, because, attempt }: Omit<LaneOutcome, 'result'> & { readonly result: string },
): DossierCarried {
  return {
    kind,
    target,
    account,
    region,
    version: `${wanted.subject.modelPackageGroupName} v${wanted.version}`,
    decisionId: wanted.decisionId,
    approvalStatus: wanted.approvalStatus,
    result,
    at: iso(at),
    because,
    before: attempt?.before ?? {},
    after: attempt?.after ?? {},
    copies: copies.map(({ copyArn }) => copyArn),
  };
}

/** Switches of the stack and of these groups (lower case) in the period, oldest first. */
export async function readModes(
  modes: Pick<ModeStore, 'readAll'>,
  groups: ReadonlySet<string>,
  { since, until }: Period,
): Promise<readonly DossierMode[]> {
  return (await modes.readAll())
    .filter(({ group }) => group === null || groups.has(group))
    .flatMap(({ group, changes }) =>
      changes
        .filter(({ at }) => at >= since && at <= until)
        .map(({ mode, previousMode, by, at, reason }) => ({ group, mode, previousMode, by, at: iso(at), reason })),
    )
    .toSorted(byText(({ at }) => at));
}

/** People whose authority is taken away now, in the order of their ids. */
export async function readRevoked(ledger: Pick<Ledger, 'readRevoked'>): Promise<Dossier['revoked']> {
  return [...(await ledger.readRevoked())]
    .map(([person, { by, at, comment }]) => ({ person, by, at: iso(at), comment }))
    .toSorted(byText(({ person }) => person));
}
