// Evidence by luck: a few metadata keys, hostile ones among them, in or after the deadline, with and without a champion.
import { fc } from '../property.ts';
import { CREATED, evidenceOf, HOUR, packageOf } from './given.ts';

/** What policies of properties are held against. */
export const anyEvidence = fc
  .record({
    metadata: fc.uniqueArray(
      fc.tuple(fc.constantFrom('a', 'b', 'c', '__proto__', 'constructor'), fc.constantFrom('1', '0.2', 'NaN', '')),
      { selector: ([key]) => key },
    ),
    hours: fc.constantFrom(0.1, 1, 30),
    champion: fc.constantFrom('none', 'there', 'corrupt'),
  })
  .map(({ metadata, hours, champion }) =>
    evidenceOf({
      metadata,
      now: CREATED + hours * HOUR,
      champion:
        champion === 'corrupt'
          ? { state: 'corrupt', cause: 'denied' }
          : {
              state: 'present',
              value: champion === 'none' ? null : packageOf({ version: 6, metadata: [['a', '0.4']] }),
            },
    }),
  );
