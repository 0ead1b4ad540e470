// The one error of a bad event pattern.
import { AwsError } from '../service.ts';

/** InvalidEventPatternException in AWS's wording ("Event pattern is not valid. Reason: ...") with the path of the fault. */
export const invalidPattern = (path: string, reason: string): AwsError =>
  new AwsError(
    'InvalidEventPatternException',
    `Event pattern is not valid. Reason: ${path === '' ? 'the pattern' : `"${path}"`} ${reason}`,
  );
