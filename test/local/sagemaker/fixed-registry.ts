// A registry with a fixed world for the tests beside it: the clock moves only when told, chance comes from a seed.
import type { AwsError, Caller, World } from '../../../local/service.ts';
import { makeSageMaker, type SageMaker } from '../../../local/sagemaker/sagemaker.ts';
import type { SageMakerEvent } from '../../../local/sagemaker/state-change.ts';
import type { Variants } from '../../../local/sagemaker/variants.ts';

export type Body = Record<string, unknown>;

export const caller: Caller = {
  account: '111122223333',
  region: 'eu-west-1',
  principalArn: 'arn:aws:sts::111122223333:assumed-role/trainer/session-1',
};

export const approver: Caller = { ...caller, principalArn: 'arn:aws:iam::111122223333:user/ada' };

/** Epoch milliseconds at which every fixed world begins. */
export const start = Date.UTC(2026, 10, 20, 8, 0, 0, 250);

export const groupArn = 'arn:aws:sagemaker:eu-west-1:111122223333:model-package-group/Churn-Model';
export const packageArn = 'arn:aws:sagemaker:eu-west-1:111122223333:model-package/Churn-Model';

export const specification = {
  Containers: [
    { Image: '111122223333.dkr.ecr.eu-west-1.amazonaws.com/churn:1', ModelDataUrl: 's3://models/churn.tar.gz' },
  ],
  SupportedContentTypes: ['text/csv'],
  SupportedResponseMIMETypes: ['text/csv'],
};

export type Fixed = {
  readonly registry: SageMaker;
  readonly events: SageMakerEvent[];
  readonly world: World;
  readonly pass: (ms: number) => void;
  readonly call: (operation: string, input: Body, by?: Caller) => Promise<Body>;
  /** The error of a call that is refused. */
  readonly refused: (operation: string, input: Body, by?: Caller) => Promise<AwsError>;
};

export const fixedWorld = (): { world: World; pass: (ms: number) => void } => {
  let now = start;
  let seed = 1;
  const random = (): number => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  return { world: { now: () => now, random }, pass: (ms) => void (now += ms) };
};

export const fixedRegistry = (variants: Partial<Variants> = {}, state?: unknown): Fixed => {
  const { world, pass } = fixedWorld();
  const events: SageMakerEvent[] = [];
  const registry = makeSageMaker({
    world,
    emit: (event) => void events.push(event),
    variants,
    ...(state === undefined ? {} : { state }),
  });
  const call: Fixed['call'] = async (operation, input, by = caller) => {
    const run = registry.operations[operation];
    if (run === undefined) throw new Error(`no operation ${operation}`);
    // Through JSON, as over the wire.
    return JSON.parse(JSON.stringify((await run(JSON.parse(JSON.stringify(input)) as Body, by)) ?? {})) as Body;
  };
  const refused: Fixed['refused'] = async (operation, input, by = caller) => {
    const answer: unknown = await call(operation, input, by).catch((error: unknown) => error);
    if (answer instanceof Error && 'code' in answer) return answer as AwsError;
    throw new Error(`${operation} is not refused: ${JSON.stringify(answer)}`, { cause: answer });
  };
  return { registry, events, world, pass, call, refused };
};

/** The same with the group Churn-Model and `count` versions in it, one second apart. */
export const withVersions = async (count: number, variants: Partial<Variants> = {}): Promise<Fixed> => {
  const fixed = fixedRegistry(variants);
  await fixed.call('CreateModelPackageGroup', { ModelPackageGroupName: 'Churn-Model' });
  for (let made = 0; made < count; made += 1) {
    await fixed.call('CreateModelPackage', {
      ModelPackageGroupName: 'Churn-Model',
      InferenceSpecification: specification,
    });
    fixed.pass(1000);
  }
  return fixed;
};
