// The engine of today over what releases decided: the inputs that each kept, held against the policies of then.
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { tryLedger } from '../../cli/backtest/ledger.ts';
import { makeTally, type Backtest } from '../../cli/backtest/tally.ts';
import { makeLedger } from '../../lib/aws/ledger.ts';
import { directoryOf } from '../../lib/policy/directory.ts';
import { loadPolicySet } from '../../lib/policy/load.ts';
import { startDynalite } from '../aws/ledger-tables.ts';
import { KEPT } from './kept.ts';

/** By release, the oldest first. */
export async function backtestReleases(): Promise<readonly { readonly release: string; readonly tried: Backtest }[]> {
  const dynalite = await startDynalite();
  const found = [];
  for (const [release, { policies, items }] of KEPT) {
    const TableName = await dynalite.makeTable();
    for (const item of items) await dynalite.client.send(new PutItemCommand({ TableName, Item: item }));
    const ledger = makeLedger({ tableName: TableName, bucketName: null, client: dynalite.config });
    const set = loadPolicySet(policies);
    const { add, result } = makeTally();
    const times = items.flatMap(({ logTime }) => (logTime?.S === undefined ? [] : [Date.parse(logTime.S)]));
    const span = { since: Math.min(...times), until: Math.max(...times) + 1, group: null };
    const { decisions, people } = await tryLedger(ledger, set, span, add);
    found.push({ release, tried: result(decisions, people, directoryOf(set)) });
  }
  await dynalite.stop();
  return found;
}
