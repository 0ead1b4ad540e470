// Checks a policy folder before anything starts, in a thread of its own, so that local/ loads no code of the product.
import { Worker } from 'node:worker_threads';
import { EXIT, StartRefused } from './refusal.ts';

type File = { readonly path: string; readonly text: string };
/**
 * A folder that compiles: the digest of all its policies, how many there are, the files as they were read and checked, and
 * beside them what was built of them, so that no function parses them again. Without it each reads the files.
 */
export type GoodPolicies = {
  readonly ok: true;
  readonly digest: string;
  readonly policies: number;
  readonly files: readonly File[];
  readonly built?: File;
};
/** A folder that does not. */
export type BadPolicies = {
  readonly ok: false;
  readonly kind: 'Unreadable' | 'Empty' | 'Broken';
  readonly faults: readonly string[];
};

const SCRIPT = new URL('../../scripts/check-policies.ts', import.meta.url);

/** Reads and compiles the policies of a folder. Rejects only where the check itself fails. */
export function checkPolicies(folder: string): Promise<GoodPolicies | BadPolicies> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(SCRIPT, { workerData: folder });
    worker.once('message', (checked: GoodPolicies | BadPolicies) => resolve(checked));
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the policy check ended with ${code} and said nothing`)));
  });
}

const refusal = (folder: string, { kind, faults }: BadPolicies): StartRefused => {
  const said = faults.join('\n');
  switch (kind) {
    case 'Unreadable':
      return new StartRefused(EXIT.noInput, `${said}. Name another one: --policies DIR`);
    case 'Empty':
      return new StartRefused(
        EXIT.noInput,
        `no policy in \`${folder}\`: it holds no file of kind ModelApprovalPolicy. Name another folder: --policies DIR`,
      );
    case 'Broken':
      return new StartRefused(EXIT.badData, `${said}\nNothing was started. Correct the policy and start again.`);
    default:
      return kind satisfies never;
  }
};

/** The same, for a start: throws StartRefused where the folder is unreadable or empty (66) or a policy is broken (65). */
export async function requirePolicies(folder: string): Promise<GoodPolicies> {
  const checked = await checkPolicies(folder);
  if (!checked.ok) throw refusal(folder, checked);
  return checked;
}
