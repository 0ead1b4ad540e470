// An account that gets copies, in memory: what it holds, requests that land late, and its registry as a worker calls it.
import { NotYetError } from '../../lib/errors.ts';
import { LIMITS } from '../../lib/ledger/limits.ts';
import { BlockedError, type CopyRequest, type TargetRegistry } from '../../lib/registration-ports.ts';
import { arnOf } from './source-given.ts';

/** How a call that is let through ends. `lost` lands and is not answered, `lostBefore` never lands, `late` may land until its signature is void. */
export type Answer = 'ok' | 'lost' | 'lostBefore' | 'late' | 'throttled';

/** A copy over there; `content` is the evidence of the source that it was made of. */
export type Copied = {
  readonly arn: string;
  readonly content: string;
  readonly metadata: ReadonlyMap<string, string>;
  readonly token: string;
  readonly createdAt: number;
  status: string;
};

/** One account that gets copies. `closed` refuses every call; `remembers`: a ClientToken that was used answers with its copy. */
export function makeTarget(account: string, now: () => number) {
  const copies: Copied[] = [];
  let late: { readonly copy: CopyRequest; readonly landsBefore: number }[] = [];
  const state = { closed: false, remembers: true };
  const land = ({ metadata, clientToken, source, approvalStatus }: CopyRequest): string => {
    const known = state.remembers ? copies.find(({ token }) => token === clientToken) : undefined;
    if (known) return known.arn;
    const arn = arnOf(copies.length + 1, account);
    copies.push({
      arn,
      content: source.document,
      metadata,
      token: clientToken,
      createdAt: now(),
      status: approvalStatus,
    });
    return arn;
  };
  return {
    account,
    copies,
    state,
    land,
    sendLate: (copy: CopyRequest): void => void late.push({ copy, landsBefore: now() + LIMITS.signatureValidity }),
    /** Requests under way land, where their signatures still count. */
    landLate(): void {
      for (const { copy, landsBefore } of late) if (landsBefore >= now()) land(copy);
      late = [];
    },
  };
}

export type Target = ReturnType<typeof makeTarget>;
/** Holds a call until a test lets it through, and gives its effect the answer that the test chose. */
export type Let = <T>(operation: string, effect: (answer: Answer) => T) => Promise<T>;

/** The target's registry as one worker calls it. */
export function registryOf(target: Target, pass: Let): TargetRegistry {
  const open = <T>(operation: string, effect: () => T): Promise<T> =>
    pass(operation, () => {
      if (target.state.closed) throw new BlockedError('AccessDenied', `${operation} is denied`, 'Let it in.');
      return effect();
    });
  return {
    create: (copy, maySign) =>
      pass('create', (answer) => {
        if (!maySign()) throw new NotYetError('too late', 5);
        if (target.state.closed) throw new BlockedError('AccessDenied', 'create is denied', 'Let it in.');
        if (answer === 'late') target.sendLate(copy);
        if (answer === 'lost') target.land(copy);
        return answer === 'ok'
          ? { answer: 'created', copyArn: target.land(copy) }
          : { answer: 'lost', because: answer };
      }),
    setSourceUri: () => open('setSourceUri', () => undefined),
    createGroup: () => open('createGroup', () => undefined),
    listSince: (_group, createdAfter, limit) =>
      open('list', () => {
        const found = target.copies.filter(({ createdAt }) => createdAt > createdAfter).toReversed();
        return found.slice(0, limit).map(({ arn }) => arn);
      }),
    describe: (copyArn) =>
      open('describe', () => {
        const found = target.copies.find(({ arn }) => arn === copyArn);
        return found ? { copyArn, approvalStatus: found.status as 'Approved', metadata: found.metadata } : null;
      }),
    updateStatus: ({ copyArn, approvalStatus, metadata }) =>
      open('updateStatus', () => {
        const at = target.copies.findIndex(({ arn }) => arn === copyArn);
        const found = target.copies[at];
        if (found)
          target.copies[at] = {
            ...found,
            status: approvalStatus,
            metadata: new Map([...found.metadata, ...metadata]),
          };
      }),
  };
}
