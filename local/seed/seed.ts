// The seeded world: what was there before the gate, and what is registered when it runs.
import { seedProject } from './project.ts';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { CreateModelPackageGroupCommand } from '@aws-sdk/client-sagemaker';
import { languageGroups } from './language.ts';
import { candidate, SPOKE_ACCOUNT } from './package.ts';
import { tabularGroups } from './tabular.ts';
import { bucketOf, type SeedPlace, writeCandidates, writeGroup, writePackage } from './write.ts';

const groups = [...tabularGroups, ...languageGroups];
const CONTRACTOR = { account: '777788889999', bucket: 'reports-of-a-contractor' } as const;

/** How many groups and accounts the seeded world has. */
export const seededWorld = {
  groups: groups.length,
  accounts: 2,
  candidates: groups.flatMap((one) => one.candidates).length,
};

/** Allows accounts to use a bucket, as a bucket policy would. */
export type ShareBucket = (bucket: string, accounts: readonly string[]) => void;

/** Buckets, groups and the versions that people decided before the gate came. */
export async function seedHistory(place: SeedPlace, share: ShareBucket): Promise<void> {
  for (const account of [place.account, SPOKE_ACCOUNT]) {
    const { s3 } = place.aws.of(account, 'platform-admin');
    await s3.send(new CreateBucketCommand({ Bucket: bucketOf(account) }));
    // The gate reads reports in both; the second account's role copies what is registered over there.
    share(bucketOf(account), [place.account, SPOKE_ACCOUNT]);
  }
  const contractor = place.aws.of(CONTRACTOR.account, 'contractor');
  await contractor.s3.send(new CreateBucketCommand({ Bucket: CONTRACTOR.bucket }));
  share(CONTRACTOR.bucket, [place.account]);
  await Promise.all(groups.map((group) => writeGroup(place, group)));
  await seedProject(place);
}

/** The new versions, all groups side by side, each group's oldest first. */
export async function seedCandidates(place: SeedPlace): Promise<void> {
  await Promise.all(groups.map((group) => writeCandidates(place, group)));
}

const BURST_GROUPS = 10;

/** Registers `count` more versions at once, in ten groups `churn-burst-0` to `-9`, every second one good enough. */
export async function seedBurst(place: SeedPlace, count: number): Promise<void> {
  const names = Array.from({ length: Math.min(BURST_GROUPS, count) }, (_, index) => `churn-burst-${index}`);
  const { sagemaker } = place.aws.of(place.account, 'platform-admin');
  await Promise.all(
    names.map((name) => sagemaker.send(new CreateModelPackageGroupCommand({ ModelPackageGroupName: name }))),
  );
  const write = async (name: string, first: number): Promise<void> => {
    for (let index = first; index < count; index += names.length) {
      const accuracy = index % 2 === 0 ? '0.93' : '0.88';
      const one = candidate(name, 'churn-train', { metadata: { accuracy } });
      await writePackage(place, one, `burst-${index}`);
    }
  };
  await Promise.all(names.map((name, first) => write(name, first)));
}
