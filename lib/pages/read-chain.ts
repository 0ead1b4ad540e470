// Reads one version's past from the ledger: its chain back from HEAD, and the newest decisions of the other versions of its group.
import type { Decision } from '../decisions/decision.ts';
import type { Head } from '../ledger/head.ts';
import type { LogContent } from '../ledger/log.ts';
import { monthsBack } from './months.ts';
import { placeOf } from './package-path.ts';
import type { PagesLedger } from './pages-ports.ts';
import type { Chain } from './timeline.ts';

/** A page goes back so many entries of one version. */
const MOST_ENTRIES = 24;
/** The history of a group: so many versions, from so many months, by so many queries of the log of all groups. */
const MOST_VERSIONS = 20;
const MOST_MONTHS = 3;
const MOST_QUERIES = 6;
const QUERY_ROWS = 500;

/** The chain, newest first. */
export async function readChain(
  ledger: Pick<PagesLedger, 'readEntry'>,
  head: Head,
  most = MOST_ENTRIES,
): Promise<Chain> {
  const contents: LogContent[] = [];
  let hash: string | null = head.entryHash;
  while (hash !== null && contents.length < most) {
    const entry = await ledger.readEntry(head.identity, hash);
    if (!entry) break;
    contents.push(entry.content);
    hash = entry.content.previous;
  }
  return { contents, isCut: hash !== null };
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
  const own = placeOf(identity)?.version;
  const found = new Map<number, string>();
  let queries = 0;
  for (const month of monthsBack(now, MOST_MONTHS)) {
    let nextToken: string | null = null;
    do {
      if (queries++ >= MOST_QUERIES || found.size >= MOST_VERSIONS) return [...found.values()];
      const query = { month, fromTime: null, untilTime: null, newestFirst: true, limit: QUERY_ROWS, nextToken };
      const page: Awaited<ReturnType<PagesLedger['readLog']>> = await ledger.readLog(query);
      for (const row of page.rows) {
        const version = row.identity.startsWith(prefix) ? placeOf(row.identity)?.version : undefined;
        if (version !== undefined && version !== own && !found.has(version) && found.size < MOST_VERSIONS)
          found.set(version, row.identity);
      }
      nextToken = page.nextToken;
    } while (nextToken !== null);
  }
  return [...found.values()];
}
