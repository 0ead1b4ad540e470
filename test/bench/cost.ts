// What a million automatic decisions cost by AWS's price list, from counted calls and the sizes of the items that were written.
import { EVENTS_EACH, type Measured, type PerDecision } from './calls/calls.ts';
import type { LedgerUnits } from './calls/ledger-units.ts';
import type { Section } from './table.ts';

/** US dollars, us-east-1, without free tiers. Source: the services' pricing pages as read in November 2026. */
const PRICES = {
  readIn: 'November 2026',
  /** One million write request units of a table on demand, up to 1 KiB each. */
  writeUnits: 0.625,
  readUnits: 0.125,
  /** One million custom events of up to 64 KiB; AWS's own events are free. */
  events: 1,
  sqsRequests: 0.4,
  lambdaRequests: 0.2,
  /** One GB-second on arm64. */
  lambdaGbSecond: 0.000_013_333_4,
  /** One million state transitions of a Standard workflow, for comparison. */
  stepTransitions: 25,
} as const;

/** Memory of decide. */
const GB = 1;
const TRANSITIONS = 8;
const TENS = 10;
const HUNDREDS = 100;

/** Lambda's seconds for one decision, in a burst that keeps it waiting for its turn and in one that does not. */
export type BusySeconds = { readonly paced: number; readonly unpaced: number };

type Parts = Readonly<Record<string, number>>;

function partsOf({ counts, messages }: PerDecision, units: LedgerUnits, seconds: number): Parts {
  return {
    'ledger: the entry': units.entry * PRICES.writeUnits,
    'ledger: HEAD, twice': units.head * PRICES.writeUnits,
    'ledger: rows of the indexes': units.indexes * PRICES.writeUnits,
    'ledger: reads': (messages + (counts['DynamoDB.GetItem'] ?? 0)) * PRICES.readUnits,
    'events published': PRICES.events,
    // Sent by EventBridge one by one, received and deleted in tens.
    'queue requests': messages * (1 + 2 / TENS) * PRICES.sqsRequests,
    'function: requests': (messages / HUNDREDS) * PRICES.lambdaRequests,
    'function: time': seconds * GB * PRICES.lambdaGbSecond * 1e6,
  };
}

const sum = (parts: Parts): number => Object.values(parts).reduce((total, one) => total + one, 0);

/** The bill of a million decisions, by part, beside Step Functions with eight transitions and the same parts. */
export function costOfMillion({ once, thrice, units }: Measured, seconds: BusySeconds): Section {
  const columns = [
    partsOf(once.described, units, seconds.unpaced),
    partsOf(thrice.described, units, seconds.unpaced),
    partsOf(thrice.described, units, seconds.paced),
  ];
  const names = Object.keys(columns[0] ?? {});
  const totals = columns.map(sum);
  return {
    title: `US dollars for a million automatic decisions, prices of ${PRICES.readIn}`,
    note: 'notify and promote are not in it; in a burst the function is paid for while it waits for its turn at 10 calls a second',
    columns: ['events once', `${EVENTS_EACH} times`, 'in a burst', 'Step Funct.'],
    rows: [
      ...names.map((what) => ({ what, figures: columns.map((parts) => parts[what] ?? null) })),
      { what: 'in all', figures: [...totals, (totals[0] ?? 0) + TRANSITIONS * PRICES.stepTransitions], limit: 5 },
    ],
  };
}
