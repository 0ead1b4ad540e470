// Loads policy files: YAML texts become a checked, compiled policy set, or one error that tells all faults.
import { isMap, isScalar, type Document } from 'yaml';
import { InvalidError } from '../errors.ts';
import { canonicalJson, sha256 } from '../identity.ts';
import type { Policy } from './document.ts';
import { badPolicy, compareText, type Fault } from './faults.ts';
import { metadataOnlyHints } from './hints.ts';
import { policyDigestOf } from './match.ts';
import type { RegistryAccount } from './policy.ts';
import { readPolicy } from './read-policy.ts';
import { readRegistryAccount } from './registry-account.ts';
import { didYouMean } from './suggest.ts';
import { faultAt, readSource, type Source } from './yaml-source.ts';

export type { Policy } from './document.ts';

/** Everything that the given files say. `digest` changes with any policy or account; `hints` are advice, one sentence each. */
export type PolicySet = {
  readonly policies: readonly Policy[];
  readonly accounts: readonly RegistryAccount[];
  readonly digest: string;
  readonly hints: readonly string[];
};

const API_VERSION = 'modelgate/v1';
const KINDS = ['ModelApprovalPolicy', 'RegistryAccount'];
const LATER_KINDS = [
  'ModelApprovalPolicyBinding',
  'ReviewerDirectory',
  'PolicyException',
  'NotificationRoute',
  'ProjectRedeployment',
  'Registration',
  'PolicyTest',
];

/**
 * Loads policies and registry accounts from files. Policy tests (.test.yaml) are passed over.
 * Throws InvalidError('BadPolicy') whose `faults` are all faults, each with file:line:column, the source line and a caret.
 */
export function loadPolicySet(files: readonly { path: string; text: string }[]): PolicySet {
  const faults: Fault[] = [];
  const policies: Policy[] = [];
  const accounts: RegistryAccount[] = [];
  const read = files
    .filter((file) => !/\.test\.ya?ml$/u.test(file.path))
    .toSorted((a, b) => compareText(a.path, b.path));
  for (const file of read) {
    const { source, documents } = readSource(file.path, file.text);
    for (const document of documents) readDocument({ ...source, faults }, document, policies, accounts);
    faults.push(...source.faults);
  }
  faults.push(...duplicates(policies), ...duplicateAccounts(accounts));
  if (faults.length > 0) throw badPolicy(faults, new Map(read.map((file) => [file.path, file.text])));
  if (policies.length === 0) {
    throw new InvalidError(
      'BadPolicy',
      `no policy in ${read.length} files; expected at least one document with apiVersion: ${API_VERSION} and kind: ModelApprovalPolicy`,
    );
  }
  const sorted = policies.toSorted((a, b) => compareText(a.name, b.name));
  const places = accounts
    .map(({ place: _place, ...account }) => account)
    .toSorted((a, b) => compareText(a.account, b.account));
  const digest = sha256(canonicalJson([policyDigestOf(sorted), places]));
  return { policies: sorted, accounts, digest, hints: sorted.flatMap(metadataOnlyHints) };
}

function readDocument(shared: Source, document: Document, policies: Policy[], accounts: RegistryAccount[]): void {
  if (document.contents === null) return;
  // Own faults first: some checks are only worth telling where nothing else is wrong with this document.
  const source: Source = { ...shared, faults: [] };
  const kind = kindOf(source, document);
  if (kind === 'ModelApprovalPolicy') {
    const policy = readPolicy(source, document);
    if (policy && source.faults.length === 0) policies.push(policy);
  }
  if (kind === 'RegistryAccount') {
    const account = readRegistryAccount(source, document.contents);
    if (account && source.faults.length === 0) accounts.push(account);
  }
  shared.faults.push(...source.faults);
}

function kindOf(source: Source, document: Document): string | null {
  const { contents } = document;
  if (!isMap(contents)) {
    faultAt(source, contents, `a policy file has to be a map with apiVersion: ${API_VERSION} and kind`);
    return null;
  }
  const [version, kind] = [contents.get('apiVersion', true), contents.get('kind', true)];
  const versionText = isScalar(version) ? String(version.value) : '';
  if (versionText !== API_VERSION) {
    faultAt(
      source,
      version ?? contents,
      version ? `unknown apiVersion "${versionText}"` : 'apiVersion is missing',
      `Expected apiVersion: ${API_VERSION}.`,
    );
  }
  const kindText = isScalar(kind) ? String(kind.value) : '';
  if (KINDS.includes(kindText)) return kindText;
  if (LATER_KINDS.includes(kindText))
    faultAt(
      source,
      kind,
      `this version of modelgate does not know the kind ${kindText} yet`,
      `It knows ${KINDS.join(' and ')}.`,
    );
  else if (!kind) faultAt(source, contents, 'kind is missing', `Expected kind: ${KINDS.join(' or ')}.`);
  else
    faultAt(
      source,
      kind,
      `unknown kind "${kindText}"`,
      didYouMean(kindText, [...KINDS, ...LATER_KINDS]) ?? `Expected ${KINDS.join(' or ')}.`,
    );
  return null;
}

function duplicates(policies: readonly Policy[]): readonly Fault[] {
  const first = new Map<string, Policy>();
  return policies.flatMap((policy) => {
    const known = first.get(policy.name);
    if (!known) first.set(policy.name, policy);
    const message = `policy ${policy.name} is there twice; the other is ${known?.place.file}:${known?.place.line}`;
    return known ? { place: policy.place, width: 1, message, hint: 'Names of policies have to differ.' } : [];
  });
}

function duplicateAccounts(accounts: readonly RegistryAccount[]): readonly Fault[] {
  const seen = new Set<string>();
  return accounts.flatMap((one) => {
    const isTwice = seen.has(one.account);
    seen.add(one.account);
    return isTwice
      ? {
          place: one.place,
          width: 1,
          message: `account ${one.account} is there twice`,
          hint: 'Put its regions and buckets into one document.',
        }
      : [];
  });
}
