// One design at work on its own embedded AWS: versions registered at once, their events delivered in full batches, calls and CPU counted.
import { type PackagedFunction, startFunction } from '../../package/runtime-api.ts';
import { startStack } from '../../package/stack.ts';
import { type Chance, makeChance } from '../../simulation/schedule.ts';
import type { Packed } from '../designs/packed.ts';
import { intakeEvent, registerAll, type Stack, takeAll } from './intake.ts';

export type Counts = Readonly<Record<string, number>>;

export type Design = {
  /** Registers so many pending versions in ten groups, every second one good enough; nothing is decided yet. */
  readonly register: (versions: number) => Promise<void>;
  /** Delivers all events, each so many times, and those that follow from them. Answers what the function did meanwhile. */
  readonly work: (copies: number) => Promise<Work>;
  readonly stack: Stack;
  readonly stop: () => Promise<void>;
};

/** Calls by operation, CPU of the function in milliseconds, messages that it was handed. */
export type Work = { readonly counts: Counts; readonly cpu: number; readonly messages: number };

/** Starts a design. `batchSize` is its mapping's; `hears`: whether its rule lets an event through. */
export async function startDesign(
  packed: Packed,
  { batchSize, hears }: { readonly batchSize: number; readonly hears: (body: string) => boolean },
): Promise<Design> {
  const stack = await startStack({ mode: 'Enforce', registryRate: '10000', deployedAt: '2026-01-01T00:00:00Z' });
  const running = await startFunction(packed.folder, stack.environmentFor('decide'));
  const made: string[] = [];
  stack.aws.calls.onCall(({ operation, principalArn }) => {
    if (principalArn.includes('/DecideRole/')) made.push(operation);
  });
  const chance = makeChance(1);
  return {
    stack,
    register: (versions) => registerAll(stack, versions),
    async work(copies) {
      const [before, cpu] = [made.length, running.cpu()];
      let messages = 0;
      for (let bodies = await takeAll(stack); bodies.length > 0; bodies = await takeAll(stack)) {
        const heard = shuffled(
          bodies.filter(hears).flatMap((body) => copiesOf(body, copies)),
          chance,
        );
        messages += heard.length;
        for (let from = 0; from < heard.length; from += batchSize)
          await deliver(running, heard.slice(from, from + batchSize));
      }
      const counts = Object.groupBy(made.slice(before), (operation) => operation);
      return { counts: lengthsOf(counts), cpu: running.cpu() - cpu, messages };
    },
    async stop() {
      await running.stop();
      await stack.stop();
      await packed.remove();
    },
  };
}

const lengthsOf = (lists: Readonly<Partial<Record<string, readonly unknown[]>>>): Counts =>
  Object.fromEntries(Object.entries(lists).map(([name, list = []]) => [name, list.length]));

/** EventBridge delivers an event twice under one id, and SageMaker sends two for one change: so the third has an id of its own. */
function copiesOf(body: string, copies: number): string[] {
  const event = JSON.parse(body) as { id: string };
  return Array.from({ length: copies }, (_, copy) =>
    copy < 2 ? body : JSON.stringify({ ...event, id: `${event.id}-${copy}` }),
  );
}

const shuffled = (bodies: readonly string[], chance: Chance): string[] =>
  bodies
    .map((body) => ({ body, order: chance.draw() }))
    .toSorted((a, b) => a.order - b.order)
    .map(({ body }) => body);

async function deliver(running: PackagedFunction, bodies: readonly string[]): Promise<void> {
  const answer = await running.invoke(intakeEvent(bodies));
  const { batchItemFailures } = (answer.ok ? answer.value : { batchItemFailures: [1] }) as {
    batchItemFailures: unknown[];
  };
  if (batchItemFailures.length > 0)
    throw new Error(`a message was not worked; is the machine too busy? ${running.output().slice(-1_000)}`);
}
