// The table that `npm run bench` prints: our figure, those of other designs beside it, and the budget, met or not.

/** One line. The first figure is ours and what `limit` is about: at most, or at least where `isFloor`. */
export type Row = {
  readonly what: string;
  readonly figures: readonly (number | null)[];
  readonly unit?: string;
  readonly limit?: number;
  readonly isFloor?: boolean;
};

/** `columns` names the figures; `note` says how to read them. */
export type Section = {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
  readonly note?: string;
};

/** A figure as people read it. */
export function shownFigure(value: number | null | undefined): string {
  if (value === null || value === undefined) return '';
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString('en');
  return Number.isInteger(value) ? String(value) : value.toFixed(2);
}

/** Whether our figure keeps its budget; null where there is none. */
export function isMet({ figures, limit, isFloor = false }: Row): boolean | null {
  const [ours] = figures;
  if (limit === undefined || ours === null || ours === undefined) return null;
  return isFloor ? ours >= limit : ours <= limit;
}

/** The budget of a line in words; empty where there is none. */
export function shownBudget(row: Row): string {
  if (row.limit === undefined) return '';
  return `${row.isFloor ? '>=' : '<='} ${shownFigure(row.limit)} ${isMet(row) ? 'met' : 'NOT MET'}`;
}

const WIDTH = 12;
const WORDS = 60;

/** Prints a section: what, the figures, unit, budget. */
export function printSection({ title, columns, rows, note }: Section): void {
  console.log(`\n${title}`);
  if (note) console.log(`  ${note}`);
  const heads = columns.map((column) => column.padStart(WIDTH)).join(' ');
  if (columns.length > 1) console.log(`  ${''.padEnd(WORDS)} ${heads}`);
  for (const row of rows) {
    const figures = columns.map((_, index) => shownFigure(row.figures[index]).padStart(WIDTH)).join(' ');
    console.log(`  ${row.what.padEnd(WORDS)} ${figures} ${(row.unit ?? '').padEnd(6)} ${shownBudget(row)}`.trimEnd());
  }
}
