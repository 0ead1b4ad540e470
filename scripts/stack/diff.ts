// `npm run diff`: what a deployment would change, in lines.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { compareTemplates } from './compare.ts';
import { ofType } from '../template/query.ts';
import { decideConditions, type Template } from '../template/template.ts';
import { functionNames } from '../../local/runtime/bundle-functions.ts';

export type DiffPorts = {
  readonly deployed: Template | null;
  readonly packaged: Template;
  /** Base64 of the sha256 of a deployed function's zip; null where it can't be told. */
  readonly codeOf: (functionName: string) => Promise<string | null>;
  /** null where it was not built. */
  readonly zipOf: (name: string) => Promise<Uint8Array | null>;
};

const MOST_PLACES = 6;

/** The lines to print. */
export async function diffLines(
  stack: string,
  { deployed, packaged, codeOf, zipOf }: DiffPorts,
): Promise<readonly string[]> {
  if (!deployed) {
    const made = Object.keys(decideConditions(packaged).Resources).length;
    return [`${stack} is not there yet: ${made} resources would be made`];
  }
  const differences = compareTemplates(deployed, packaged);
  const lines = differences.map(({ sign, id, type, places }) => {
    const more = places.length > MOST_PLACES ? `, and ${places.length - MOST_PLACES} more` : '';
    const where = places.length === 0 ? '' : `: ${places.slice(0, MOST_PLACES).join(', ')}${more}`;
    return `${sign} ${[id, type].filter((text) => text !== '').join('  ')}${where}`;
  });
  const code: string[] = [];
  for (const name of await functionNames()) {
    const functionName = ofType(packaged, 'AWS::Lambda::Function')
      .map(({ properties }) => String(properties['FunctionName']))
      .find((one) => one.endsWith(`-${name}`));
    const [there, zip] = [functionName === undefined ? null : await codeOf(functionName), await zipOf(name)];
    const here = zip && createHash('sha256').update(zip).digest('base64');
    if (!here) code.push(`? ${name}  its code is not built: npm run package`);
    else if (there === null) code.push(`? ${name}  which code is deployed can't be told`);
    else if (there !== here) code.push(`~ ${name}  other code or policies`);
  }
  const all = [...lines, ...code];
  return all.length === 0 ? [`${stack} is as it would be deployed`] : all;
}

/** The zip that `npm run package` made of a function; null where it did not. */
export const packagedZip = (name: string): Promise<Uint8Array | null> => readFile(`dist/${name}.zip`).catch(() => null);
