// The account and region that an ARN, or the name of an ECR image or registry, carries.

const ARN = /^arn:[a-z-]+:[a-z0-9-]+:(?<region>[a-z0-9-]*):(?<account>\d{12}|aws|):.+$/u;
const ECR = /^(?<account>\d{12})\.dkr[.-]ecr(?:-fips)?\.(?<region>[a-z0-9-]+)\.(?:amazonaws\.|on\.aws)/u;

/** One part of the text; empty where the ARN names none (IAM has no region, S3 neither). Throws where the text is neither. */
export function arnPart(text: string, part: 'account' | 'region'): string {
  const groups = (ARN.exec(text) ?? ECR.exec(text))?.groups;
  if (!groups) throw new Error(`"${text.slice(0, 60)}" is no ARN and no ECR image`);
  return groups[part] ?? '';
}
