// Bytes of each page as it is sent, compressed.
import { ADDRESSES, makeSite } from '../pages/site.ts';
import type { Section } from './table.ts';

const KIB = 1024;
const LIMIT = 14;

/** Asks for every page once. */
export async function benchPages(): Promise<Section> {
  const { app } = await makeSite();
  const rows = Object.entries(ADDRESSES).map(async ([what, address]) => {
    const answer = await app.request(address, { headers: { 'accept-encoding': 'gzip, br' } });
    return { what, figures: [(await answer.arrayBuffer()).byteLength / KIB], unit: 'KiB', limit: LIMIT };
  });
  return { title: 'pages as they are sent, compressed', columns: ['ours'], rows: await Promise.all(rows) };
}
