// Which functions there are and what they take, for the checker: CEL's own as the library declares them, ours from their table.
import type { CelFunc, CelType } from '@bufbuild/cel';
import { POLICY_FUNCTIONS } from './policy-functions.ts';
import { ANY, BOOL, DYN, listOf, mapOf, STRING, type ValueType } from './value-type.ts';

/** One way to call a function. A method's first argument stands before the dot. */
export type Signature = { readonly args: readonly ValueType[]; readonly result: ValueType; readonly isMethod: boolean };
export type Signatures = ReadonlyMap<string, readonly Signature[]>;

const plain = (args: readonly ValueType[], result: ValueType): Signature => ({ args, result, isMethod: false });

/** Operators that the library plans by itself, and those that it declares more loosely than a policy should use them. */
const OPERATORS: readonly (readonly [string, readonly Signature[]])[] = [
  ['_&&_', [plain([BOOL, BOOL], BOOL)]],
  ['_||_', [plain([BOOL, BOOL], BOOL)]],
  ['@in', [plain([ANY, listOf(ANY)], BOOL), plain([STRING, mapOf(DYN)], BOOL)]],
];

/** All signatures by name; names that no letter begins are operators and what is woven in. */
export function signaturesOf(functions: Iterable<CelFunc>): Signatures {
  const own = POLICY_FUNCTIONS.map(({ name, overloads }) => {
    const signatures = overloads.map(({ args, result, isMethod }) => ({ args, result, isMethod: isMethod === true }));
    return [name, signatures] as const;
  });
  const library = [...Map.groupBy(functions, (one) => one.name)].map(
    ([name, all]) => [name, all.map(signatureOf)] as const,
  );
  return new Map<string, readonly Signature[]>([...library, ...own, ...OPERATORS]);
}

function signatureOf(one: CelFunc): Signature {
  const args = [...(one.target ? [one.target] : []), ...one.arguments].map(typeOf);
  return { args: args.map(generic), result: generic(typeOf(one.result)), isMethod: one.target !== undefined };
}

/** Lists of anything are lists of one type here: list(string) + list(string) is a list(string). */
const generic = (type: ValueType): ValueType => (type.kind === 'list' && type.item.kind === 'dyn' ? listOf(ANY) : type);

const KINDS = new Set(['bool', 'int', 'uint', 'double', 'string', 'bytes', 'type']);

function typeOf(type: CelType): ValueType {
  if (type.kind === 'list') return listOf(typeOf(type.element));
  if (type.kind === 'map') return mapOf(typeOf(type.value));
  if (type.name === 'null_type') return { kind: 'null' };
  if (type.name === 'google.protobuf.Timestamp') return { kind: 'timestamp' };
  if (type.name === 'google.protobuf.Duration') return { kind: 'duration' };
  return KINDS.has(type.name) ? ({ kind: type.name } as ValueType) : DYN;
}
