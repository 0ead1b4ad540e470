// Ten questions about SageMaker's registry that its documentation leaves open; the gate works with either answer.
import { randomUUID } from 'node:crypto';
import {
  BatchDescribeModelPackageCommand,
  DeleteModelPackageCommand,
  DescribeModelPackageCommand,
  UpdateModelPackageCommand,
  type UpdateModelPackageCommandInput,
} from '@aws-sdk/client-sagemaker';
import type { Site } from './site.ts';

export type Question = {
  readonly question: string;
  /** What the gate and the embedded AWS take for likely. */
  readonly expected: string;
  readonly ask: (site: Site) => Promise<string>;
};

const update = (site: Site, arn: string, change: Omit<UpdateModelPackageCommandInput, 'ModelPackageArn'>) =>
  site.sagemaker.send(new UpdateModelPackageCommand({ ModelPackageArn: arn, ...change }));
const describe = (site: Site, arn: string) =>
  site.sagemaker.send(new DescribeModelPackageCommand({ ModelPackageName: arn }));
/** The name of the error, where there is one. */
const refusalOf = (call: Promise<unknown>): Promise<string | null> =>
  call.then(
    () => null,
    (error: unknown) => (error instanceof Error ? error.name : String(error)),
  );
const heardOf = (count: number): string => (count === 0 ? 'no event' : count === 1 ? 'one event' : 'several events');

export const QUESTIONS: readonly Question[] = [
  {
    question: 'events of a registration',
    expected: 'one event: Completed',
    ask: async (site) => {
      const heard = await site.events(await site.register());
      return `${heardOf(heard.length)}: ${heard.map((one) => one.ModelPackageStatus ?? 'no status').join(', ')}`;
    },
  },
  {
    question: 'letter case of the group in ARNs',
    expected: 'as given',
    ask: async (site) => ((await site.register()).includes(site.group) ? 'as given' : 'lower case'),
  },
  {
    question: 'CreateModelPackage twice with one ClientToken',
    expected: 'one version',
    ask: async (site) => {
      const ClientToken = randomUUID();
      const first = await site.register({ ClientToken });
      return first === (await site.register({ ClientToken })) ? 'one version' : 'two versions';
    },
  },
  {
    question: 'metadata keys that an update does not name',
    expected: 'stay',
    ask: async (site) => {
      const arn = await site.register({ CustomerMetadataProperties: { first: '1' } });
      await update(site, arn, { CustomerMetadataProperties: { second: '2' } });
      return (await describe(site, arn)).CustomerMetadataProperties?.['first'] === '1' ? 'stay' : 'go';
    },
  },
  {
    question: 'ApprovalDescription after a status without one',
    expected: 'stays',
    ask: async (site) => {
      const arn = await site.register();
      await update(site, arn, { ModelApprovalStatus: 'Rejected', ApprovalDescription: 'because' });
      await update(site, arn, { ModelApprovalStatus: 'PendingManualApproval' });
      return (await describe(site, arn)).ApprovalDescription === 'because' ? 'stays' : 'goes';
    },
  },
  {
    question: 'UpdateModelPackage again with the same ClientToken, after another change',
    expected: 'is not carried out again',
    ask: async (site) => {
      const arn = await site.register();
      const first = { ModelApprovalStatus: 'Approved', ClientToken: randomUUID() } as const;
      await update(site, arn, first);
      await update(site, arn, { ModelApprovalStatus: 'Rejected' });
      const refusal = await refusalOf(update(site, arn, first));
      if (refusal) return refusal;
      const isAgain = (await describe(site, arn)).ModelApprovalStatus === 'Approved';
      return isAgain ? 'is carried out again' : 'is not carried out again';
    },
  },
  {
    question: 'the same ClientToken with another body',
    expected: 'answered as the first',
    ask: async (site) => {
      const arn = await site.register();
      const ClientToken = randomUUID();
      await update(site, arn, { ApprovalDescription: 'one', ClientToken });
      const refusal = await refusalOf(update(site, arn, { ApprovalDescription: 'two', ClientToken }));
      if (refusal) return refusal;
      return (await describe(site, arn)).ApprovalDescription === 'two' ? 'carried out' : 'answered as the first';
    },
  },
  {
    question: 'an update that changes nothing',
    expected: 'one event',
    ask: async (site) => {
      const arn = await site.register({ CustomerMetadataProperties: { same: '1' } });
      await site.events(arn);
      await update(site, arn, { CustomerMetadataProperties: { same: '1' } });
      return heardOf((await site.events(arn)).length);
    },
  },
  {
    question: 'code for an unknown version in BatchDescribeModelPackage',
    expected: 'ValidationException',
    ask: async (site) => {
      const arn = (await site.register()).replace(/\/\d+$/u, '/999');
      const { BatchDescribeModelPackageErrorMap: errors = {} } = await site.sagemaker.send(
        new BatchDescribeModelPackageCommand({ ModelPackageArnList: [arn] }),
      );
      return Object.values(errors)[0]?.ErrorCode ?? 'in neither map';
    },
  },
  {
    question: 'events of a deletion',
    expected: 'no event',
    ask: async (site) => {
      const arn = await site.register();
      await site.events(arn);
      await site.sagemaker.send(new DeleteModelPackageCommand({ ModelPackageName: arn }));
      return heardOf((await site.events(arn)).length);
    },
  },
];
