// Names that follow from content: hashes of log entries, decision ids, client tokens and event ids.
import { canonicalJson, sha256 } from '../identity.ts';
import type { LogContent, LogEntry } from './log.ts';

/** The hash of an entry: hex sha256 of its content as canonical JSON. */
export const hashOf = (content: LogContent): string => sha256(canonicalJson(content));

/** An entry under its own hash. */
export const entryOf = (content: LogContent): LogEntry => ({ hash: hashOf(content), content });

const revisionDigest = (stack: string, identity: string, revision: number): string =>
  sha256(`${stack}|${identity}|${revision}`);

/** The id people see: the same revision has the same id, however often it is composed. */
export const decisionIdOf = (stack: string, identity: string, revision: number): string =>
  `d-${revisionDigest(stack, identity, revision).slice(0, 12)}`;

/** Whether a word is the id of a decision, such as `d-8f3a61c20b7e`. */
export const isDecisionId = (word: string): boolean => /^d-[0-9a-f]{12}$/u.test(word);

/** ClientToken of UpdateModelPackage (1 to 36 characters of [a-zA-Z0-9-]): one per revision, whoever sends it. */
export const clientTokenOf = (stack: string, identity: string, revision: number): string =>
  revisionDigest(stack, identity, revision).slice(0, 32);

/** The id of an event: the same for every worker that publishes it; `n` tells apart several of one type and revision. */
export const eventIdOf = (detailType: string, identity: string, revision: number, n = 0): string =>
  sha256(`${detailType}|${identity}|${revision}|${n}`);
