// The table as one page to look at: a bar for each figure, ours and others by colour, budgets as a mark on the bar. No script, nothing loaded.
import { isMet, type Row, type Section, shownBudget, shownFigure } from './table.ts';

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const STYLE = `:root{color-scheme:light dark;--ours:#0b6bcb;--other:#9aa5b1;--bad:#b3261e;--good:#2e7d32}
body{font:14px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.4rem}h2{font-size:1rem;margin:2rem 0 .5rem}p{margin:.2rem 0;opacity:.75}
.row{display:grid;grid-template-columns:17rem 1fr 9rem;gap:.75rem;align-items:center;padding:.25rem 0;border-top:1px solid #8883}
.bar{display:flex;align-items:center;gap:.5rem;font-size:12px}.track{position:relative;flex:1;height:.7rem;background:#8881}
.fill{position:absolute;inset:0 auto 0 0;background:var(--other)}.bar:first-child .fill{background:var(--ours)}
.mark{position:absolute;top:-3px;bottom:-3px;width:2px;background:currentColor}
.label{width:6rem;text-align:right;opacity:.75}.value{width:5rem}.met{color:var(--good)}.missed{color:var(--bad);font-weight:600}`;

/** Widths are shares of the largest figure of the line, so that one line compares designs and not lines with each other. */
function rowOf(row: Row, columns: readonly string[]): string {
  const values = row.figures.map((figure) => Math.max(0, figure ?? 0));
  const most = Math.max(...values, row.limit ?? 0) || 1;
  const share = (value: number): string => ((100 * value) / most).toFixed(1);
  const mark = row.limit === undefined ? '' : `<span class="mark" style="left:${share(row.limit)}%"></span>`;
  const bars = columns.flatMap((column, index) => {
    const figure = row.figures[index];
    if (figure === null || figure === undefined) return [];
    const fill = `<span class="fill" style="width:${share(Math.max(0, figure))}%"></span>`;
    return `<div class="bar"><span class="label">${escaped(column)}</span><span class="track">${fill}${index === 0 ? mark : ''}</span><span class="value">${shownFigure(figure)} ${escaped(row.unit ?? '')}</span></div>`;
  });
  const met = isMet(row);
  const verdict = met === null ? '' : `<span class="${met ? 'met' : 'missed'}">${escaped(shownBudget(row))}</span>`;
  return `<div class="row"><span>${escaped(row.what)}</span><div>${bars.join('')}</div>${verdict}</div>`;
}

const sectionOf = ({ title, note, columns, rows }: Section): string =>
  `<h2>${escaped(title)}</h2>${note ? `<p>${escaped(note)}</p>` : ''}${rows.map((row) => rowOf(row, columns)).join('')}`;

/** The whole page. */
export const chartOf = (sections: readonly Section[]): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>modelgate bench</title><style>${STYLE}</style>
<h1>modelgate: what a decision costs</h1><p>Blue is ours; the line across a blue bar is the budget.</p>
${sections.map(sectionOf).join('\n')}</html>\n`;
