// Reads one version's past from the ledger: its chain back from HEAD, and the newest decisions of the other versions of its group.
import type { Decision } from '../decisions/decision.ts';
import { chainOf } from '../ledger/chain.ts';
import type { Head } from '../ledger/head.ts';
import type { LogContent } from '../ledger/log.ts';
import { scanLog } from '../ledger/scan-log.ts';
import { DAY } from '../times.ts';
import { placeIn } from '../package-path.ts';
import type { PagesLedger } from './pages-ports.ts';
import type { Chain } from './timeline.ts';

/** A page goes back so many entries of one version. */
const MOST_ENTRIES = 24;
/** The history of a group: so many versions, from so many milliseconds, from so many pages of the log of all groups. */
const MOST_VERSIONS = 20;
const LATELY = 90 * DAY;
const MOST_PAGES = 6;
const PAGE_ROWS = 500;

/** The chain, newest first. */
export async function readChain(
  ledger: Pick<PagesLedger, 'readEntry'>,
  head: Head,
  most = MOST_ENTRIES,
): Promise<Chain> {
  const contents: LogContent[] = [];
  for await (const { content } of chainOf(ledger, head)) {
    contents.push(content);
    if (contents.length === most) break;
  }
  return { contents, isCut: contents.at(-1)?.previous !== null };
}

/** The newest decision of a chain; null where none was read. */
export function newestDecision({ contents }: Chain): Decision | null {
  const decided = contents.find(({ kind }) => kind === 'decided');
  return decided?.kind === 'decided' ? decided.decision : null;
}

/** The newest decisions of the group's other versions, newest version first, as far as the bounds reach. */
export async function readOthers(ledger: PagesLedger, identity: string, now: number): Promise<readonly Decision[]> {
  const identities = await otherIdentities(ledger, identity, now);
  const heads = [...(await ledger.readHeads(identities)).values()];
  const decisions = await Promise.all(heads.map(async (head) => newestDecision(await readChain(ledger, head, 6))));
  return decisions
    .filter((decision) => decision !== null)
    .toSorted((a, b) => (b.subject.modelPackageVersion ?? 0) - (a.subject.modelPackageVersion ?? 0));
}

/** Identities of other versions that the log names lately; of a version that came back under its number, the newest. */
async function otherIdentities(ledger: PagesLedger, identity: string, now: number): Promise<readonly string[]> {
  const prefix = identity.slice(0, identity.lastIndexOf(':', identity.lastIndexOf(':') - 1) + 1);
  const own = placeIn(identity)?.version;
  const found = new Map<number, string>();
  let pages = 0;
  const span = { since: now - LATELY, until: now, newestFirst: true, pageSize: PAGE_ROWS };
  for await (const rows of scanLog(ledger, span)) {
    for (const row of rows) {
      const version = row.identity.startsWith(prefix) ? placeIn(row.identity)?.version : undefined;
      if (version !== undefined && version !== own && !found.has(version) && found.size < MOST_VERSIONS)
        found.set(version, row.identity);
    }
    if (++pages >= MOST_PAGES || found.size >= MOST_VERSIONS) break;
  }
  return [...found.values()];
}
