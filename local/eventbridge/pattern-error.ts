// The one error of a bad event pattern, and the JSON shapes its readers share.
import { AwsError } from '../service.ts';

/** A JSON object. */
export type JsonObject = { readonly [key: string]: unknown };

/** True for a JSON object: neither null nor an array. */
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** InvalidEventPatternException in AWS's wording ("Event pattern is not valid. Reason: ...") with the path of the fault. */
export const invalidPattern = (path: string, reason: string): AwsError =>
  new AwsError(
    'InvalidEventPatternException',
    `Event pattern is not valid. Reason: ${path === '' ? 'the pattern' : `"${path}"`} ${reason}`,
  );
