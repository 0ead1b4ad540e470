// modelgate projects against the embedded SageMaker: by name, status and time of creation, over all pages.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { CreateProjectCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { startAws, type Aws } from '../../local/aws.ts';
import { makeClock } from '../../local/clock.ts';
import { makeSageMaker } from '../../local/sagemaker/sagemaker.ts';
import { modelgate } from './given.ts';

const PLACE = { account: '111122223333', region: 'us-east-1' };
const DAY = 86_400_000;

describe('modelgate projects', () => {
  const clock = makeClock();
  const world = { now: clock.now, random: Math.random };
  const sagemaker = makeSageMaker({ world, emit: () => undefined });
  let aws: Aws;
  before(async () => {
    aws = await startAws({ port: 0, ...PLACE, world, services: [sagemaker] });
    const credentials = { accessKeyId: PLACE.account, secretAccessKey: 'local' };
    const client = new SageMakerClient({ endpoint: aws.url, region: PLACE.region, credentials });
    const create = (ProjectName: string) =>
      client.send(
        new CreateProjectCommand({ ProjectName, ServiceCatalogProvisioningDetails: { ProductId: 'prod-serving' } }),
      );
    for (let number = 0; number < 105; number++) await create(`other-${number}`);
    clock.advance(10 * DAY);
    await create('search-serving');
    await create('churn-serving');
    clock.advance(1_000);
    sagemaker.projects.put(PLACE, 'search-serving', { status: 'UpdateFailed', message: 'limit exceeded' });
    client.destroy();
  });
  after(() => aws.close());
  const run = (...args: string[]) => modelgate(['projects', '--local', aws.url, ...args], { clock: clock.now });

  test('lists them newest first, with status and time of creation, over all pages; without a ledger it says so', async () => {
    const { exit, out } = await run();

    const lines = out.split('\n');
    assert.equal(exit, 0);
    assert.equal(lines.length, 108);
    assert.match(lines.at(-1) ?? '', /ledger was not found/u);
    assert.match(lines[0] ?? '', /^churn-serving +CreateCompleted +p-[0-9a-f]{12} {2}created /u);
  });

  test('takes a part of the name, statuses, and how long ago', async () => {
    const named = await run('--name', 'serving', '--since', '7d');
    const failed = await run('--status', 'UpdateFailed,CreateFailed');
    const document = JSON.parse((await run('--name', 'search', '-o', 'json')).out) as {
      projects: readonly { name: string; status: string }[];
    };

    assert.deepEqual(
      named.out
        .split('\n')
        .slice(0, -1)
        .map((line) => line.split(' ')[0]),
      ['churn-serving', 'search-serving'],
    );
    assert.match(failed.out, /^search-serving +UpdateFailed/u);
    assert.deepEqual(
      document.projects.map(({ name, status }) => [name, status]),
      [['search-serving', 'UpdateFailed']],
    );
  });

  test('finds a part of a name that could be no whole one', async () => {
    const { exit, out } = await run('--name', 'search-');

    assert.equal(exit, 0);
    assert.match(out, /^search-serving /u);
  });

  test('says so where none matches, and which statuses and times there are', async () => {
    const [none, status, since, noDay] = [
      await run('--name', 'nothing'),
      await run('--status', 'Broken'),
      await run('--since', 'soon'),
      await run('--since', '2026-02-30'),
    ];

    assert.match(none.out, /^No project matches\.\n/u);
    assert.equal(status.exit, 64);
    assert.match(status.err, /`Broken`; expected Pending, .*UpdateFailed/u);
    assert.match(since.err, /`soon`; expected 7d/u);
    assert.match(noDay.err, /`2026-02-30`; expected 7d/u);
  });
});
