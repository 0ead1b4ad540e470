// The one table of what SageMaker's API model demands of each operation's input, read from constraints.json.
import { readFileSync } from 'node:fs';

/** One shape of the API model (botocore, sagemaker/2017-07-24, Apache-2.0), pruned to its constraints. */
export type Shape = {
  readonly type: 'string' | 'integer' | 'boolean' | 'timestamp' | 'list' | 'map' | 'structure';
  /** Length of a string, list or map; value of an integer. */
  readonly min?: number;
  readonly max?: number;
  /** Unanchored, as published; anchored by `patternOf`. */
  readonly pattern?: string;
  readonly enum?: readonly string[];
  readonly required?: readonly string[];
  readonly members?: Readonly<Record<string, string>>;
  readonly member?: string;
  readonly key?: string;
  readonly value?: string;
};

type Table = {
  readonly inputs: Readonly<Record<string, string>>;
  readonly shapes: Readonly<Record<string, Shape>>;
};

// The published pattern of metadata keys and values ends in `${1,128}`, which no engine takes; the table holds what it means.
const table = JSON.parse(readFileSync(new URL('./constraints.json', import.meta.url), 'utf8')) as Table;

/** The operations the table knows. */
export const operationNames: readonly string[] = Object.keys(table.inputs);

/** Every shape's name, for tests over the whole table. */
export const shapeNames: readonly string[] = Object.keys(table.shapes);

/** A shape by name. Throws when the table lacks it, which would be a fault of the table. */
export const shapeOf = (name: string): Shape => {
  const shape = table.shapes[name];
  if (shape === undefined) throw new Error(`constraints.json lacks the shape ${name}`);
  return shape;
};

/** The name of an operation's input shape. Throws for an operation the table lacks. */
export const inputShapeOf = (operation: string): string => {
  const name = table.inputs[operation];
  if (name === undefined) throw new Error(`constraints.json lacks the input of ${operation}`);
  return name;
};

const compiled = new Map<string, RegExp>();

/** A published pattern, anchored. Flag `u`, never `v`: 18 of the published classes throw under `v`. */
export const patternOf = (pattern: string): RegExp => {
  const known = compiled.get(pattern);
  if (known !== undefined) return known;
  const made = new RegExp(`^(?:${pattern})$`, 'u');
  compiled.set(pattern, made);
  return made;
};
