// Capacity units of the ledger that one decision takes, from the sizes of the items that a run has written.
import { type AttributeValue, ScanCommand, type ScanCommandOutput } from '@aws-sdk/client-dynamodb';
import type { Stack } from './intake.ts';

/** Write request units (1 KiB each) for the log entry, the two writes of HEAD and the rows of both indexes; read units for HEAD. */
export type LedgerUnits = {
  readonly entry: number;
  readonly head: number;
  readonly indexes: number;
  readonly reads: number;
};

const sizeOf = (value: AttributeValue): number => {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.B !== undefined) return value.B.length;
  if (value.M !== undefined) return sizeOfMembers(value.M) + 3;
  if (value.SS !== undefined) return value.SS.join('').length;
  return value.N === undefined ? 1 : Math.ceil(value.N.length / 2) + 1;
};
const sizeOfMembers = (item: Readonly<Record<string, AttributeValue>>): number =>
  Object.entries(item).reduce((sum, [name, value]) => sum + name.length + sizeOf(value), 0);

/** Measured on all items of the table. An entry is put once; HEAD is claimed and closed; `due` gains and loses a row, `log` gains one. */
export async function ledgerUnits({ clients, names }: Stack): Promise<LedgerUnits> {
  const sizes: { readonly isHead: boolean; readonly units: number }[] = [];
  let from: ScanCommandOutput['LastEvaluatedKey'];
  do {
    const page: ScanCommandOutput = await clients.dynamodb.send(
      new ScanCommand({ TableName: names.ref('LedgerTable'), ExclusiveStartKey: from }),
    );
    for (const item of page.Items ?? [])
      if (item['pk']?.S?.startsWith('PKG#'))
        sizes.push({ isHead: item['sk']?.S === 'HEAD', units: Math.ceil(sizeOfMembers(item) / 1024) });
    from = page.LastEvaluatedKey;
  } while (from);
  const mean = (isHead: boolean): number => {
    const of = sizes.filter((one) => one.isHead === isHead);
    return of.reduce((sum, { units }) => sum + units, 0) / Math.max(1, of.length);
  };
  return { entry: mean(false), head: 2 * mean(true), indexes: 3, reads: 2 };
}
