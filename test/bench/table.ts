// The table that `npm run bench` prints: a figure, the naive design's beside it, and the budget, met or not.

/** One line. `limit` is the budget's bound: at most, or at least where `isFloor`; null where there is none. */
export type Row = {
  readonly what: string;
  readonly ours: number;
  readonly naive?: number;
  readonly unit?: string;
  readonly limit?: number;
  readonly isFloor?: boolean;
};

export type Section = { readonly title: string; readonly rows: readonly Row[] };

const shown = (value: number | undefined): string => {
  if (value === undefined) return '';
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString('en');
  return Number.isInteger(value) ? String(value) : value.toFixed(2);
};

/** Whether a figure keeps its budget; null where there is none. */
export function isMet({ ours, limit, isFloor = false }: Row): boolean | null {
  if (limit === undefined) return null;
  return isFloor ? ours >= limit : ours <= limit;
}

const budgetOf = (row: Row): string => {
  if (row.limit === undefined) return '';
  return `${row.isFloor ? '>=' : '<='} ${shown(row.limit)}  ${isMet(row) ? 'met' : 'NOT MET'}`;
};

/** Prints a section: what, ours, naive, unit, budget. */
export function printSection({ title, rows }: Section): void {
  console.log(`\n${title}`);
  for (const row of rows) {
    const figures = `${shown(row.ours).padStart(12)} ${shown(row.naive).padStart(12)}`;
    console.log(`  ${row.what.padEnd(58)} ${figures} ${(row.unit ?? '').padEnd(8)} ${budgetOf(row)}`.trimEnd());
  }
}
