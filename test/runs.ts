// How many rounds a property or a burst gets: few in `npm test`, many in `npm run test:all`.

const isLong = process.env['MODELGATE_LONG'] === '1';

/** `short` in `npm test`, `long` in `npm run test:all`. */
export const runs = (short: number, long: number): number => (isLong ? long : short);
