// The `cidr` operator of event patterns, for IPv4 and IPv6.
import { BlockList, isIP } from 'node:net';
import { invalidPattern } from './pattern-error.ts';

/** A test for addresses in `10.0.0.0/24` or `2001:db8::/32`. Throws InvalidEventPatternException for another form. */
export const cidrTest = (cidr: string, path: string): ((text: string) => boolean) => {
  const [address = '', bits = '', ...more] = cidr.split('/');
  const family = isIP(address);
  const length = Number(bits);
  const widest = family === 4 ? 32 : 128;
  if (family === 0 || more.length > 0 || !/^\d{1,3}$/.test(bits) || length > widest) {
    throw invalidPattern(path, `must be an address block like 10.0.0.0/24, not ${JSON.stringify(cidr)}`);
  }
  const kind = family === 4 ? 'ipv4' : 'ipv6';
  const block = new BlockList();
  block.addSubnet(address, length, kind);
  return (text) => isIP(text) === family && block.check(text, kind);
};
