// Timestamps and durations of CEL, made and read through the library itself.
import { celEnv, isCelError, objectType, plan, type CelType } from '@bufbuild/cel';
import type { Expr } from './expression-outline.ts';

const environment = celEnv();
const toTimestamp = converted('timestamp', 'text');
const toDuration = converted('duration', 'text');
const toText = converted('string', 'value');

/** The plan of `name(argument)`, made without CEL's parser: no function carries that. */
function converted(name: string, argument: string): ReturnType<typeof plan> {
  const arg: Expr = {
    $typeName: 'cel.expr.Expr',
    id: 1n,
    exprKind: { case: 'identExpr', value: { $typeName: 'cel.expr.Expr.Ident', name: argument } },
  };
  return plan(environment, {
    $typeName: 'cel.expr.Expr',
    id: 2n,
    exprKind: { case: 'callExpr', value: { $typeName: 'cel.expr.Expr.Call', function: name, args: [arg] } },
  });
}

/** A CEL timestamp of milliseconds since the epoch. */
export const timestampOf = (milliseconds: number): unknown =>
  toTimestamp({ text: new Date(milliseconds).toISOString() });

/** A CEL duration of milliseconds. */
export const durationOf = (milliseconds: number): unknown => toDuration({ text: `${milliseconds / 1000}s` });

/** Milliseconds since the epoch of a CEL timestamp. */
export const millisecondsOf = (timestamp: unknown): number => Date.parse(timeText(timestamp) ?? '');

export const TIMESTAMP_TYPE: CelType = objectType('google.protobuf.Timestamp');
export const DURATION_TYPE: CelType = objectType('google.protobuf.Duration');

/** A timestamp or duration as CEL writes it; null for any other value. */
export function timeText(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) return null;
  const text = toText({ value: value as never });
  return typeof text === 'string' && !isCelError(text) ? text : null;
}
