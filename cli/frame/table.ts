// Columns of text for a terminal: cells are broken at spaces, a row is as high as its highest cell.
import { columnsOf, wrapped } from './terminal.ts';

export type Column = { readonly title: string; readonly width: number };

/** Title and rows; the columns stand two spaces apart. */
export function tableLines(columns: readonly Column[], rows: readonly (readonly string[])[]): readonly string[] {
  return [columns.map(({ title }) => title), ...rows].flatMap((row) => rowLines(columns, row));
}

function rowLines(columns: readonly Column[], row: readonly string[]): readonly string[] {
  const cells = columns.map(({ width }, index) => wrapped(row[index] ?? '', width));
  const height = Math.max(...cells.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) =>
    columns
      .map(({ width }, index) => {
        const text = cells[index]?.[line] ?? '';
        return `${text}${' '.repeat(Math.max(0, width - columnsOf(text)))}`;
      })
      .join('  ')
      .trimEnd(),
  );
}
