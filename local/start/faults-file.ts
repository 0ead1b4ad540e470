// --faults FILE: reads the rules of what goes wrong on purpose.
import { readFile } from 'node:fs/promises';
import { messageOf } from '../message-of.ts';
import { type FaultRule, parseFaultRules } from '../faults/fault-rule.ts';
import { EXIT, StartRefused, unreadable } from './refusal.ts';

/** Reads the rules. Throws StartRefused: 66 where the file can't be read, 65 where a rule can't, with its number. */
export async function readFaultsFile(file: string): Promise<readonly FaultRule[]> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw unreadable(file, error, 'faults');
  });
  try {
    return parseFaultRules(text);
  } catch (error) {
    const said = messageOf(error);
    throw new StartRefused(EXIT.badData, `${file}: ${said}`);
  }
}
