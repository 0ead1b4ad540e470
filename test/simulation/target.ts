// The registry of another account in whole histories: copies are created, found again and updated there.
import type { CreateAnswer, TargetRegistry } from '../../lib/registration-ports.ts';
import { freeze, pause, request, type Worker } from './trouble.ts';
import type { World } from './world.ts';

const GROUP = 'arn:aws:sagemaker:us-east-1:444455556666:model-package/search';

/** The target as one worker reaches it. Its ClientToken is forgotten where the registry's own is. */
export function makeTarget(world: World, worker: Worker): TargetRegistry {
  const { engine, promotion, random, trouble, schedule, options } = world;
  const { copies } = promotion;
  const ask = <T>(name: string, effect: () => T, isWrite = false) =>
    request(trouble, worker, { name, effect, isWrite });
  const find = (copyArn: string) => copies.find((copy) => copy.copyArn === copyArn);
  return {
    async create({ metadata, approvalStatus, clientToken }, maySign): Promise<CreateAnswer> {
      if (random.chance(0.03 * trouble.severity())) await pause(trouble, worker, freeze(random));
      if (!maySign()) throw new engine.NotYetError('too late to sign', 5);
      const effect = (): CreateAnswer => {
        const known = options.tokenless ? undefined : copies.find((copy) => copy.clientToken === clientToken);
        if (known) return { answer: 'created', copyArn: known.copyArn };
        const copyArn = `${GROUP}/${copies.length + 1}`;
        copies.push({ copyArn, at: schedule.now(), metadata, clientToken, approvalStatus });
        world.say('COPY', copyArn);
        return { answer: 'created', copyArn };
      };
      return ask('CREATE copy', effect, true).catch((error: unknown) => {
        if (error instanceof engine.UnansweredError) return { answer: 'lost', because: error.message } as const;
        throw error;
      });
    },
    setSourceUri: async () => undefined,
    createGroup: async () => undefined,
    listSince: (_group, createdAfter, limit) =>
      ask('listCopies', () =>
        copies
          .filter(({ at }) => at >= createdAfter)
          .toReversed()
          .slice(0, limit)
          .map(({ copyArn }) => copyArn),
      ),
    describe: (copyArn) => ask('describeCopy', () => find(copyArn) ?? null),
    updateStatus: ({ copyArn, approvalStatus }) =>
      ask(
        'UPDATE copy',
        () => {
          const copy = find(copyArn);
          if (copy) copy.approvalStatus = approvalStatus;
        },
        true,
      ),
  };
}
