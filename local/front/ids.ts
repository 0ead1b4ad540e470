// Ids drawn from the world's chance, so that a test with a fixed world sees the same ids again.
import type { World } from '../service.ts';

/** `length` hexadecimal digits. */
export const hex = (world: World, length: number): string =>
  Array.from({ length }, () => Math.floor(world.random() * 16).toString(16)).join('');

/** A version 4 UUID, as AWS uses for request, message and event ids. */
export const uuid = (world: World): string => {
  const digits = hex(world, 30);
  const variant = '89ab'.charAt(Math.floor(world.random() * 4));
  const parts = [digits.slice(0, 8), digits.slice(8, 12), `4${digits.slice(12, 15)}`];
  return [...parts, `${variant}${digits.slice(15, 18)}`, digits.slice(18, 30)].join('-');
};
