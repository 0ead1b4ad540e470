// Hands the event of --event to the gate as AWS would, and says what became of it where nothing was decided.
import { DescribeModelPackageCommand } from '@aws-sdk/client-sagemaker';
import type { FileEvent } from './event-file.ts';
import { untilRest } from './rest.ts';
import type { StartedWorld } from './world.ts';

const arnOf = (event: FileEvent): string | null => {
  const named = event.detail['ModelPackageArn'] ?? event.resources[0];
  return typeof named === 'string' ? named : null;
};

async function whyIgnored(world: StartedWorld, event: FileEvent, arn: string): Promise<string> {
  const { sagemaker } = world.seedPlace.aws.of(event.account, 'platform-admin');
  try {
    const found = await sagemaker.send(new DescribeModelPackageCommand({ ModelPackageName: arn }));
    return `${arn} is ${found.ModelApprovalStatus ?? 'without an approval status'} in the registry, and the event gives no reason to decide again`;
  } catch {
    return `account ${event.account}, ${event.region} has no model package ${arn}; an event is a hint, the registry is the truth`;
  }
}

/** Feeds the event and waits for rest. Returns null where a decision came of it, else one sentence why it was ignored. */
export async function feedEvent(world: StartedWorld, event: FileEvent, file: string): Promise<string | null> {
  const before = world.feed.decisions().length;
  world.aws.eventbridge.putFromAws(event);
  await untilRest(world);
  const arn = arnOf(event);
  const key = arn?.toLowerCase();
  const made = world.feed.decisions().slice(before);
  if (made.some((seen) => seen.arn.toLowerCase() === key)) return null;
  if (arn === null) return `event ${file} was ignored: it names no model package`;
  return `event ${file} was ignored: ${await whyIgnored(world, event, arn)}`;
}
