// Message attributes: their check and the digest that SDKs compare.
import { AwsError } from '../service.ts';
import { type MessageAttribute, md5 } from './queue.ts';

const sized = (bytes: Buffer): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
};

const encode = (name: string, { DataType, StringValue, BinaryValue }: MessageAttribute): Buffer => {
  const binary = DataType.startsWith('Binary');
  const value = binary ? Buffer.from(BinaryValue ?? '', 'base64') : Buffer.from(StringValue ?? '');
  return Buffer.concat([
    sized(Buffer.from(name)),
    sized(Buffer.from(DataType)),
    Buffer.from([binary ? 2 : 1]),
    sized(value),
  ]);
};

/** MD5OfMessageAttributes; undefined for a message without. Source: SQS developer guide, "Calculating the MD5 digest". */
export const attributesMd5 = (attributes: Readonly<Record<string, MessageAttribute>>): string | undefined => {
  const names = Object.keys(attributes).toSorted();
  if (names.length === 0) return undefined;
  return md5(
    Buffer.concat(
      names.flatMap((name) => {
        const attribute = attributes[name];
        return attribute === undefined ? [] : [encode(name, attribute)];
      }),
    ),
  );
};

/** Reads a message's attributes: at most 10, each with a DataType. Throws InvalidParameterValue. */
export const readMessageAttributes = (given: unknown): Record<string, MessageAttribute> => {
  const attributes = (given ?? {}) as Record<string, MessageAttribute>;
  const names = Object.keys(attributes);
  if (names.length > 10)
    throw new AwsError('InvalidParameterValue', 'Number of message attributes exceeds the allowed maximum 10.');
  for (const name of names) {
    if (!/^(String|Number|Binary)(\.|$)/.test(attributes[name]?.DataType ?? '')) {
      throw new AwsError(
        'InvalidParameterValue',
        `The message attribute '${name}' has an invalid message attribute type.`,
      );
    }
  }
  return attributes;
};
