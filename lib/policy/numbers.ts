// Strict numbers: what counts as one in evidence, and how they are shown in sentences.

const STRICT = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/u;

/** The number a text says, or null: no empty text, spaces, commas, hex, NaN, Infinity, and nothing that overflows (1e400). */
export function strictNumber(text: string): number | null {
  if (text.length > 400 || !STRICT.test(text)) return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}

/** A number without the noise of binary fractions: at most `digits` significant digits. */
export const shownNumber = (value: number, digits = 12): string => String(Number(value.toPrecision(digits)));

/** A share as a percentage with one decimal where it needs one: 0.0153 is `1.5%`; two digits for shares under 0.1 %. */
export function shownPercent(share: number): string {
  const percent = share * 100;
  return `${percent < 0.1 ? Number(percent.toPrecision(2)) : Number(percent.toFixed(1))}%`;
}
