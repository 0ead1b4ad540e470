// Timestamps and durations of CEL, made and read through the library itself.
import { celEnv, celType, isCelError, parse, plan, type CelType } from '@bufbuild/cel';

const environment = celEnv();
const toTimestamp = plan(environment, parse('timestamp(text)'));
const toDuration = plan(environment, parse('duration(text)'));
const toText = plan(environment, parse('string(value)'));

/** A CEL timestamp of milliseconds since the epoch. */
export const timestampOf = (milliseconds: number): unknown =>
  toTimestamp({ text: new Date(milliseconds).toISOString() });

/** A CEL duration of milliseconds. */
export const durationOf = (milliseconds: number): unknown => toDuration({ text: `${milliseconds / 1000}s` });

/** Milliseconds since the epoch of a CEL timestamp. */
export const millisecondsOf = (timestamp: unknown): number => Date.parse(timeText(timestamp) ?? '');

export const TIMESTAMP_TYPE: CelType = celType(timestampOf(0) as never);
export const DURATION_TYPE: CelType = celType(durationOf(0) as never);

/** A timestamp or duration as CEL writes it; null for any other value. */
export function timeText(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) return null;
  const text = toText({ value: value as never });
  return typeof text === 'string' && !isCelError(text) ? text : null;
}
