// An EventBridge event as it comes by a queue: untrusted text until it is read here.
import { InvalidError } from './errors.ts';
import { parseMembers, type Members } from './members.ts';

/** SQS takes messages up to 1 MiB. */
const MOST_BYTES = 1024 * 1024;

/** The members of an event. Throws InvalidError TooLarge or NotJson; what the message says instead does not belong in a log. */
export function readEnvelope(body: string): Members {
  if (body.length > MOST_BYTES || Buffer.byteLength(body) > MOST_BYTES)
    throw new InvalidError(
      'TooLarge',
      `the message is longer than ${MOST_BYTES} bytes; expected one EventBridge event`,
    );
  const event = parseMembers(body);
  if (event) return event;
  throw new InvalidError('NotJson', 'the message is not a JSON object; expected one EventBridge event');
}
