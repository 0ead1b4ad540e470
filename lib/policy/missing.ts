// What people can do about absent evidence: the command that adds it.

/** The AWS CLI call that adds one metadata key; VALUE is for the reader to fill in. */
export function addMetadataCommand(arn: string, key: string): string {
  const isPlain = /^[\w.:/+@-]+$/u.test(key);
  const properties = isPlain
    ? `${key}=VALUE`
    : `'${JSON.stringify({ [key]: 'VALUE' }).replaceAll("'", String.raw`'\''`)}'`;
  return `aws sagemaker update-model-package --model-package-arn ${arn} --customer-metadata-properties ${properties}`;
}
