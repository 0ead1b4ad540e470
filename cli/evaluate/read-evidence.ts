// Evidence of a file, as policy tests and captured fixtures write it, read for the policies that will judge it.
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import { messageOf } from '../../lib/errors.ts';
import type { Evidence } from '../../lib/evidence/evidence.ts';
import { readEvidenceFile } from '../../lib/evidence/evidence-file.ts';
import { declaredBy } from '../../lib/policy/declarations.ts';
import type { PolicySet } from '../../lib/policy/load.ts';
import { governing } from '../../lib/policy/match.ts';
import type { EvidenceDeclaration } from '../../lib/policy/policy.ts';
import { CliError } from '../frame/cli-error.ts';
import { EXIT } from '../frame/exit.ts';
import type { World } from '../frame/world.ts';

/** A file as a plain value, YAML or JSON. Throws CliError 66 where it is not there, 65 where it is neither. */
export async function readPlainFile(path: string, world: Pick<World, 'folder'>): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(resolve(world.folder, path), 'utf8');
  } catch (error) {
    const because = messageOf(error);
    throw new CliError(EXIT.notFound, `Not found: evidence file ${path} can't be read.\n${because}`);
  }
  try {
    return parse(text);
  } catch (error) {
    const because = messageOf(error);
    throw new CliError(EXIT.badData, `${path} is no YAML and no JSON: ${because}`);
  }
}

/**
 * The evidence as a policy set reads it: which policies govern decides what its reports mean. `others` are declarations whose names
 * count as known, too. A file without `now` is read as of `now`. Throws CliError 65 with all faults.
 */
export function evidenceOf(
  value: unknown,
  set: PolicySet,
  { path, now, others = [] }: { path: string; now: number; others?: readonly EvidenceDeclaration[] },
): Evidence {
  const read = (declarations: readonly EvidenceDeclaration[]): Evidence => {
    const context = { declarations: [...others, ...declarations], now: hasNow(value) ? null : now };
    const { evidence, faults } = readEvidenceFile(value, context);
    if (evidence) return evidence;
    const lines = faults.map(({ path: keys, message, hint }) => {
      const where = keys.length > 0 && !message.startsWith(keys.join('.')) ? `${keys.join('.')}: ` : '';
      return `${where}${message}${hint === null ? '' : `. ${hint}`}`;
    });
    throw new CliError(EXIT.badData, [`${path} holds no evidence that the policies can read.`, ...lines].join('\n'));
  };
  // Whom the evidence is about decides which declarations hold, and stands in it.
  const { arn } = read(declaredBy(set.policies).declarations).package;
  return read(declaredBy(governing(set, arn)).declarations);
}

const hasNow = (value: unknown): boolean => typeof value === 'object' && value !== null && 'now' in value;
