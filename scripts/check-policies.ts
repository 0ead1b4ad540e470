// Reads and compiles a policy folder as a deployment would, and says in JSON whether it holds: {ok, digest, policies, kind, faults}.
import { join } from 'node:path';
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { InvalidError } from '../lib/errors.ts';
import { readPolicyFolder } from '../lib/policy-folder.ts';
import { BUILT_FILE, packPolicySet } from '../lib/policy/built-set.ts';
import { requireNoErrors } from '../lib/policy/lint.ts';
import { loadPolicySet } from '../lib/policy/load.ts';

/** What was found. `kind` says why not: Unreadable (the folder), Empty (no policy in it), Broken (`faults` as file:line:column sentences). */
type Checked =
  | {
      readonly ok: true;
      readonly digest: string;
      readonly policies: number;
      readonly files: readonly { path: string; text: string }[];
      /** The set as a deployment keeps it beside the files. */
      readonly built: { readonly path: string; readonly text: string };
    }
  | { readonly ok: false; readonly kind: 'Unreadable' | 'Empty' | 'Broken'; readonly faults: readonly string[] };

async function checkPolicies(folder: string): Promise<Checked> {
  try {
    const files = await readPolicyFolder(folder);
    if (files.length === 0) return { ok: false, kind: 'Empty', faults: [] };
    requireNoErrors(files, Date.now());
    const set = loadPolicySet(files);
    const policies = set.policies.length;
    if (policies === 0) return { ok: false, kind: 'Empty', faults: [] };
    const built = { path: join(folder, BUILT_FILE), text: packPolicySet(set) };
    return { ok: true, digest: set.digest, policies, files, built };
  } catch (error) {
    if (!(error instanceof InvalidError)) throw error;
    return { ok: false, kind: kindOf(error), faults: error.faults };
  }
}

function kindOf(error: InvalidError): 'Unreadable' | 'Empty' | 'Broken' {
  if (error.reason === 'NoPolicyFolder') return 'Unreadable';
  return error.message.startsWith('no policy in') ? 'Empty' : 'Broken';
}

if (isMainThread) {
  const checked = await checkPolicies(process.argv[2] ?? 'policies');
  const shown = checked.ok ? { ok: true, digest: checked.digest, policies: checked.policies } : checked;
  process.stdout.write(`${JSON.stringify(shown)}\n`);
  process.exitCode = checked.ok ? 0 : 1;
} else {
  parentPort?.postMessage(await checkPolicies(String(workerData)));
}
