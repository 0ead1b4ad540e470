// What a million automatic decisions cost by AWS's price list, from counted calls and the sizes of the items that were written.
import { DynamoDBClient, ScanCommand, type AttributeValue } from '@aws-sdk/client-dynamodb';
import { ACCOUNT, type Gate } from '../functions/gate.ts';
import type { Section } from './table.ts';

/** US dollars, us-east-1, without free tiers. Source: the services' pricing pages as read in November 2026. */
const PRICES = {
  readIn: 'November 2026',
  /** One million write request units of a table on demand, up to 1 KiB each. */
  writeUnits: 0.625,
  readUnits: 0.125,
  /** One million custom events of up to 64 KiB. */
  events: 1,
  sqsRequests: 0.4,
  lambdaRequests: 0.2,
  /** One GB-second on arm64. */
  lambdaGbSecond: 0.000_013_333_4,
  /** One million state transitions of a Standard workflow, for comparison. */
  stepTransitions: 25,
} as const;

/** Memory of decide, and its time for one decision at 10 ms a call with sixteen groups side by side. */
const GB = 1;
const BILLED_SECONDS_A_DECISION = 0.012;
const TRANSITIONS = 8;

/** Write request units that one decision takes, indexes included. */
export type LedgerUnits = { readonly writes: number; readonly reads: number };

const sizeOf = (value: AttributeValue): number => {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.B !== undefined) return value.B.length;
  return value.N === undefined ? 8 : Math.ceil(value.N.length / 2) + 1;
};

/** Measured on the items of this run: an entry is put once; HEAD is claimed and closed; `log` and `due` follow. */
export async function ledgerUnits(gate: Gate): Promise<LedgerUnits> {
  const client = new DynamoDBClient({
    endpoint: gate.world.aws.url,
    region: 'us-east-1',
    credentials: { accessKeyId: ACCOUNT, secretAccessKey: 'local' },
  });
  const sizes: { isHead: boolean; bytes: number }[] = [];
  let from: Record<string, AttributeValue> | undefined;
  do {
    const command: ScanCommand = new ScanCommand({
      TableName: gate.world.runtime.nameOf('LedgerTable') ?? '',
      ExclusiveStartKey: from,
    });
    const page = await client.send(command);
    for (const item of page.Items ?? []) {
      if (!item['pk']?.S?.startsWith('PKG#')) continue;
      const bytes = Object.entries(item).reduce((sum, [name, value]) => sum + name.length + sizeOf(value), 0);
      sizes.push({ isHead: item['sk']?.S === 'HEAD', bytes });
    }
    from = page.LastEvaluatedKey;
  } while (from);
  client.destroy();
  const mean = (isHead: boolean): number => {
    const of = sizes.filter((one) => one.isHead === isHead).map(({ bytes }) => Math.ceil(bytes / 1024));
    return of.reduce((sum, one) => sum + one, 0) / Math.max(1, of.length);
  };
  // The entry and its row in `log`; HEAD twice; `due` gains and loses its row.
  return { writes: mean(false) + 1 + 2 * mean(true) + 2, reads: 2 };
}

/** The bill of a million decisions, by part, beside Step Functions with eight transitions. */
export function costOfMillion(units: LedgerUnits): Section {
  const parts = {
    'ledger writes (units measured on the items of this run)': units.writes * PRICES.writeUnits,
    'ledger reads': units.reads * PRICES.readUnits,
    'events published': PRICES.events,
    // Received and deleted in tens, three events a version.
    'queue requests': 0.9 * PRICES.sqsRequests,
    'function requests and time':
      0.02 * PRICES.lambdaRequests + BILLED_SECONDS_A_DECISION * GB * PRICES.lambdaGbSecond * 1e6,
  };
  const total = Object.values(parts).reduce((sum, one) => sum + one, 0);
  return {
    title: `US dollars for a million automatic decisions, prices of ${PRICES.readIn} (ours, Step Functions with ${TRANSITIONS} transitions and the same calls)`,
    rows: [
      ...Object.entries(parts).map(([what, ours]) => ({ what, ours })),
      { what: 'in all', ours: total, naive: total + TRANSITIONS * PRICES.stepTransitions, limit: 5 },
    ],
  };
}
