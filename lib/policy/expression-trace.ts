// What came of each part of an expression: recorded while it runs, told afterwards with the reason where a part was not evaluated.
import { isCelMap } from '@bufbuild/cel';
import { counted } from '../counted.ts';
import { isChain, nodesBelow, type Expr, type Outline, type Part } from './expression-outline.ts';
import { rawValue, shownValue } from './shown-value.ts';
import type { TraceNode } from './policy.ts';

/** Notes values while an expression runs; of a loop the last round stays, which is the one that decides `all` and `exists`. */
export type Recorder = {
  readonly record: (part: number, value: unknown) => void;
  readonly beginRound: (part: number, item: unknown) => void;
};
type Round = { readonly count: number; readonly item: unknown };
export type Recording = Recorder & {
  readonly valueOf: (part: number) => { readonly value: unknown } | null;
  readonly roundOf: (part: number) => Round | null;
};

/** A recorder with nothing in it. */
export function newRecording({ parts }: Outline): Recording {
  const values: unknown[] = parts.map(() => NOTHING);
  const rounds: (Round | null)[] = parts.map(() => null);
  return {
    record: (part, value) => {
      values[part] = value;
    },
    beginRound: (part, item) => {
      const loop = parts[part];
      const body = bodyOf(loop);
      values.fill(NOTHING, body, loop?.end);
      rounds.fill(null, body, loop?.end);
      rounds[part] = { count: (rounds[part]?.count ?? 0) + 1, item };
    },
    valueOf: (part) => (values[part] === NOTHING ? null : { value: values[part] }),
    roundOf: (part) => rounds[part] ?? null,
  };
}

const NOTHING = Symbol('not recorded');

/** Where a loop's body begins: after the range and everything below that. */
const bodyOf = (loop: Part | undefined): number =>
  loop?.children.slice(1).find((child) => child !== null) ?? loop?.end ?? 0;

/** Why the expression as a whole has no value, and the node where that happened. */
export type Failure = { readonly message: string; readonly id: bigint | null };

type Story = {
  readonly outline: Outline;
  readonly recording: Recording;
  readonly failure: Failure | null;
  readonly nodes: TraceNode[];
};

/** The trace of a run: the whole first, then its parts in the order of reading. */
export function tellTrace(outline: Outline, recording: Recording, failure: Failure | null): readonly TraceNode[] {
  const story: Story = { outline, recording, failure, nodes: [] };
  if (outline.parts.length > 0) tell(0, null, null, story);
  if (outline.omitted > 0) story.nodes.push(notEvaluated('…', 1, `${outline.omitted} more parts are not shown`));
  return story.nodes;
}

/** `reason` says why the part was not evaluated; `note` stands beside a value. */
function tell(index: number, reason: string | null, note: string | null, story: Story): void {
  const part = story.outline.parts[index];
  if (!part) return;
  const { text, depth } = part;
  const recorded = story.recording.valueOf(index);
  // All of the metadata explains nothing; what was read of it is told where it was read.
  if (recorded && isCelMap(recorded.value) && isChain(part.expr)) return;
  if (reason !== null) story.nodes.push(notEvaluated(text, depth, reason));
  else if (recorded) {
    const raw = rawValue(recorded.value);
    const value = shownValue(recorded.value);
    story.nodes.push({ text, depth, value, ...(raw !== undefined && { raw }), state: 'value', because: note });
  } else story.nodes.push({ text, depth, value: null, state: 'error', because: causeOf(part, story) });
  for (const [position, child] of part.children.entries()) {
    if (child === null) continue;
    const skipped = reason ?? skippedBecause(part, position, story);
    tell(child, skipped, part.kind === 'loop' && position > 0 ? roundNote(part, story) : null, story);
  }
}

const notEvaluated = (text: string, depth: number, because: string): TraceNode => ({
  text,
  depth,
  value: null,
  state: 'notEvaluated',
  because,
});

/** Why a child was not evaluated, though its parent was; null where it was. */
function skippedBecause(part: Part, position: number, { outline, recording }: Story): string | null {
  const before = part.children.slice(0, position);
  const textOf = (child: number | null | undefined): string => outline.parts[child ?? -1]?.text ?? 'a constant';
  const valueOf = (child: number | null | undefined): unknown =>
    child === null || child === undefined ? undefined : recording.valueOf(child)?.value;
  if (part.kind === 'and' || part.kind === 'or') {
    const decided = part.kind === 'or';
    const literal = nodesBelow(part.expr)
      .slice(0, position)
      .find((node) => isLiteral(node, decided));
    if (literal) return `the constant ${decided} decides`;
    const decisive = before.find((child) => valueOf(child) === decided);
    return decisive === undefined ? null : `${textOf(decisive)} is ${decided}`;
  }
  if (part.kind === 'choice') {
    const [condition] = part.children;
    if (position === 0 || condition === null) return null;
    const chosen = valueOf(condition);
    if (typeof chosen !== 'boolean') return `${textOf(condition)} has no value`;
    return chosen === (position === 1) ? null : `${textOf(condition)} is ${chosen}`;
  }
  if (part.kind === 'loop') {
    if (position === 0 || recording.roundOf(part.index)) return null;
    const [range] = part.children;
    return valueOf(range) === undefined ? `${textOf(range)} has no value` : `${textOf(range)} is empty`;
  }
  const failed = before.find((child) => child !== null && !recording.valueOf(child));
  return failed === undefined ? null : `${textOf(failed)} has no value`;
}

const isLiteral = ({ exprKind }: Expr, value: boolean): boolean =>
  exprKind.case === 'constExpr' &&
  exprKind.value.constantKind.case === 'boolValue' &&
  exprKind.value.constantKind.value === value;

function roundNote({ index, item }: Part, { recording }: Story): string | null {
  const round = recording.roundOf(index);
  return round && `for ${item} = ${shownValue(round.item, 80)}, the last of ${counted(round.count, 'round')}`;
}

/** The message where it belongs to this part: told by the engine, or else by the innermost part that failed. */
function causeOf(part: Part, { outline, recording, failure }: Story): string {
  const below = part.children.find((child) => child !== null && !recording.valueOf(child));
  if (failure && failure.id === part.expr.id) return failure.message;
  const inner = below === undefined || below === null ? null : outline.parts[below];
  if (inner && part.kind !== 'choice' && part.kind !== 'loop') return `${inner.text} has no value`;
  return failure?.message ?? 'it has no value';
}
