// Redeploying one project: its ten statuses, the full parameter set, unknown answers, and how it is followed to the end.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Project, ProjectStatus } from '../../lib/lane-ports.ts';
import { LEASE } from '../../lib/ledger/limits.ts';
import { loadPolicySet } from '../../lib/policy/load.ts';
import { TEN_LINES } from '../functions/gate.ts';
import { projectLane } from '../../lib/promotion/project-lane.ts';
import { wantedOf } from '../ledger/lane-world.ts';
import { arnOf, givenProject, REDEPLOYMENT } from './given.ts';

const MINUTE = 60_000;
const withParameter = (key: string, value: string): Project['parameters'] =>
  new Map([
    ['ModelPackageArn', arnOf(1)],
    [key, value],
  ]);

describe('an approved version', () => {
  test('is sent with the whole parameter set and the template pinned, and followed to UpdateCompleted over several deliveries', async () => {
    const given = givenProject();
    await given.approve(2);

    await given.deliver();
    given.pass(MINUTE);
    await given.deliver();
    given.complete();
    given.pass(MINUTE);
    await given.deliver();

    assert.equal(given.sent.length, 1);
    assert.deepEqual(
      [...(given.sent[0]?.parameters ?? [])],
      [
        ['ModelPackageArn', arnOf(2)],
        ['Stage', 'prod'],
      ],
    );
    assert.deepEqual(given.sent[0]?.provider, { kind: 'ServiceCatalog', provisioningArtifactId: 'pa-1' });
    assert.deepEqual(given.types(), ['Project Update Started', 'Project Update Finished']);
    const [lane] = given.lanes.items.values();
    assert.equal(lane?.served?.version, 2);
    assert.deepEqual(lane.outcome?.attempt?.before, { ModelPackageArn: arnOf(1) });
    assert.deepEqual(lane.outcome.attempt.after, { ModelPackageArn: arnOf(2) });
  });

  const EXPECTED: Readonly<Record<ProjectStatus, 'update' | 'wait' | 'refuse'>> = {
    CreateCompleted: 'update',
    UpdateCompleted: 'update',
    UpdateFailed: 'update',
    Pending: 'wait',
    CreateInProgress: 'wait',
    UpdateInProgress: 'wait',
    CreateFailed: 'refuse',
    DeleteInProgress: 'refuse',
    DeleteFailed: 'refuse',
    DeleteCompleted: 'refuse',
  };
  for (const [status, expected] of Object.entries(EXPECTED))
    test(`meets a project in ${status}: ${expected}`, async () => {
      const given = givenProject({ project: { status: status as ProjectStatus } });
      await given.approve(2);

      await given.deliver();

      assert.equal(given.sent.length, expected === 'update' ? 1 : 0);
      assert.deepEqual(
        given.types(),
        { update: ['Project Update Started'], wait: [], refuse: ['Project Update Failed'] }[expected],
      );
      assert.equal(given.wakes.length, expected === 'refuse' ? 0 : 1);
    });

  for (const product of ['UNDER_CHANGE', 'PLAN_IN_PROGRESS'])
    test(`waits while the provisioned product is ${product}`, async () => {
      const given = givenProject({ project: { statusMessage: `the product is ${product}` } });
      await given.approve(2);

      await given.deliver();

      assert.deepEqual([given.sent.length, given.wakes.length], [0, 1]);
    });

  test('is refused with the existing keys where the project has no such parameter', async () => {
    const given = givenProject({ project: { parameters: new Map([['Model', 'x']]) } });
    await given.approve(2);

    await given.deliver();

    const [event] = given.events;
    assert.match(JSON.stringify(event?.detail), /has no parameter ModelPackageArn .*its parameters are: Model/u);
  });

  test('is refused where a hidden parameter has no configured value, and goes on where it is omitted or given', async () => {
    const parameters = withParameter('Password', '****');
    const refused = givenProject({ project: { parameters } });
    const omitted = givenProject({ project: { parameters }, redeployment: { omitParameters: ['Password'] } });
    for (const given of [refused, omitted]) {
      await given.approve(2);
      await given.deliver();
    }

    assert.match(JSON.stringify(refused.events[0]?.detail), /hidden parameters .*Password/u);
    assert.deepEqual([...(omitted.sent[0]?.parameters.keys() ?? [])], ['ModelPackageArn']);
  });

  test('is refused with what to do where the project may not be read', async () => {
    const given = givenProject();
    given.state.isDenied = true;
    await given.approve(2);

    await given.deliver();

    assert.match(JSON.stringify(given.events), /DescribeProject: not authorized; allow it, then: modelgate projects/u);
    assert.equal([...given.lanes.items.values()][0]?.outcome?.result, 'Refused');
  });

  test('is not sent where the project has this very set', async () => {
    const given = givenProject();
    await given.approve(1);

    await given.deliver();

    assert.deepEqual([given.sent.length, given.events.length], [0, 0]);
    assert.equal([...given.lanes.items.values()][0]?.outcome?.result, 'Finished');
  });

  test('is dropped where it is no longer Approved, for the previous one where configured', async () => {
    const kept = givenProject();
    const previous = givenProject({ redeployment: { onRejected: 'PreviousApproved' } });
    for (const given of [kept, previous]) {
      given.state.statuses.set(3, 'Approved');
      await given.approve(4);
      given.state.statuses.set(4, 'Rejected');
      await given.deliver();
    }

    assert.equal(kept.sent.length, 0);
    assert.equal(previous.sent[0]?.parameters.get('ModelPackageArn'), arnOf(3));
  });

  test('waits while the mode is Audit', async () => {
    const given = givenProject();
    given.state.mode = 'Audit';
    await given.approve(2);
    await given.deliver();
    given.state.mode = 'Enforce';
    given.pass(15 * MINUTE);
    await given.deliver();

    assert.equal(given.sent.length, 1);
  });
});

test('a group that its policies only watch waits, whatever the mode of the stack, and nobody is told how long', async () => {
  const watching = loadPolicySet([
    { path: 'p.yaml', text: TEN_LINES.replace('churn-*', 'search').replace('spec:\n', 'spec:\n  mode: Audit\n') },
  ]);
  const given = givenProject({ governance: watching });
  await given.approve(2);
  await given.deliver();

  assert.equal(given.sent.length, 0);
  assert.match((await given.deliver())?.because ?? '', /the mode of search is Audit/u);
  for (let look = 0; look < 6; look++) {
    given.pass(15 * MINUTE);
    await given.deliver();
  }
  assert.deepEqual(given.longWaits, []);
});

describe('an update', () => {
  test('whose answer is lost is found by the project itself once its lease is over, and never sent twice', async () => {
    const given = givenProject();
    given.state.answer = 'lost';
    await given.approve(2);
    await given.deliver();
    given.complete();
    given.pass(MINUTE);
    await given.deliver();
    given.pass(LEASE);

    await given.deliver();

    assert.equal(given.sent.length, 1);
    assert.deepEqual(given.types().slice(-1), ['Project Update Finished']);
    assert.ok(given.types().includes('Project Update Started'));
  });

  test('that never landed is read again and sent again after its lease, with the name of who changed the project meanwhile', async () => {
    const given = givenProject();
    given.state.answer = 'lostOnTheWay';
    await given.approve(2);
    await given.deliver();
    given.state.answer = 'accepted';
    const { project } = given.state;
    const bob = 'arn:aws:iam::111122223333:user/bob';
    if (project)
      given.state.project = {
        ...project,
        status: 'UpdateCompleted',
        parameters: withParameter('Stage', 'blue'),
        modifiedAt: given.state.now + 1,
        modifiedBy: bob,
      };
    given.pass(LEASE + 1000);

    await given.deliver();

    assert.equal(given.sent.length, 2);
    assert.equal(given.sent[1]?.parameters.get('Stage'), 'blue');
    const started = given.events.find(({ detailType }) => detailType === 'Project Update Started');
    assert.match(JSON.stringify(started?.detail), new RegExp(`"changedBy":"${bob}"`, 'u'));
  });

  test('that never landed is not told of by a worker that stood still while others went on with the next version', async () => {
    const given = givenProject();
    given.state.answer = 'lostOnTheWay';
    await given.approve(2);
    await given.deliver();
    given.state.answer = 'accepted';
    given.pass(LEASE + 1000);
    given.state.meanwhile = async () => {
      await given.approve(3);
      await given.deliver();
      given.complete('UpdateFailed', 'limit exceeded');
    };

    await given.deliver();
    given.pass(MINUTE);
    await given.deliver();

    const told = given.events.map(({ detailType, detail }) => [detailType, detail.subject.modelPackageArn]);
    assert.deepEqual(told, [
      ['Project Update Started', arnOf(3)],
      ['Project Update Failed', arnOf(3)],
    ]);
  });

  test('that ends in UpdateFailed is told with its message and tried three times in all', async () => {
    const given = givenProject();
    await given.approve(2);
    for (let round = 0; round < 5; round++) {
      await given.deliver();
      if (given.state.project?.status === 'UpdateInProgress') {
        given.complete('UpdateFailed', 'limit exceeded');
        const { project } = given.state;
        if (project) given.state.project = { ...project, parameters: withParameter('Stage', 'prod') };
      }
      given.pass(60 * MINUTE);
    }
    await given.deliver();

    assert.equal(given.sent.length, 3);
    const failures = given.events.filter(({ detailType }) => detailType === 'Project Update Failed');
    assert.equal(failures.length, 3);
    assert.match(JSON.stringify(failures[0]?.detail), /limit exceeded/u);
    assert.match(JSON.stringify(failures[2]?.detail), /"nextAttemptAt":null/u);
  });

  test('that failed is sent again although the project shows its parameters: they are not what it serves', async () => {
    const given = givenProject();
    await given.approve(2);
    await given.deliver();
    given.complete('UpdateFailed', 'limit exceeded');
    given.pass(60 * MINUTE);

    await given.deliver();
    given.pass(60 * MINUTE);
    await given.deliver();

    assert.equal(given.sent.length, 2);
    assert.equal(given.sent[1]?.parameters.get('ModelPackageArn'), arnOf(2));
    assert.deepEqual([...given.lanes.items.values()][0]?.attempt?.after, { ModelPackageArn: arnOf(2) });
  });

  test('is followed by one more with the newest only, however many versions are approved in that minute', async () => {
    const given = givenProject();
    await given.approve(2);
    await given.deliver();
    for (let version = 3; version <= 9; version++) {
      await given.approve(version);
      await given.deliver();
    }
    given.complete();
    given.pass(MINUTE);
    await given.deliver();

    assert.deepEqual(
      given.sent.map(({ parameters }) => parameters.get('ModelPackageArn')),
      [arnOf(2), arnOf(9)],
    );
  });

  test('that takes hours is waited for with ever longer pauses of at most 15 minutes, and told after an hour', async () => {
    const given = givenProject({ project: { status: 'UpdateInProgress' } });
    await given.approve(2);
    for (let look = 0; look < 60; look++) {
      await given.deliver();
      given.pass(given.wakes.at(-1)?.delay ?? 0);
    }

    assert.equal(given.sent.length, 0);
    assert.ok(given.longWaits.length > 0);
    assert.ok(given.wakes.every(({ delay }) => delay <= 15 * MINUTE));
  });

  test('that finds another at work is not sent again before that is over', async () => {
    const given = givenProject();
    given.state.answer = 'busy';
    await given.approve(2);
    await given.deliver();
    await given.deliver();

    assert.equal(given.sent.length, 1);
    assert.equal([...given.lanes.items.values()][0]?.attempt, null);
  });

  test('whose acceptance meets a newer approval is followed all the same, and does not wait for its lease', async () => {
    const given = givenProject();
    await given.approve(2);
    const putLane = given.lanes.putLane.bind(given.lanes);
    let isInterrupted = false;
    const interrupting: typeof putLane = async (expected, next) => {
      if (next.attempt?.phase === 'following' && !isInterrupted) {
        isInterrupted = true;
        await given.approve(3);
      }
      return putLane(expected, next);
    };
    Object.assign(given.lanes, { putLane: interrupting });

    await given.deliver();

    const [lane] = given.lanes.items.values();
    assert.equal(lane?.attempt?.phase, 'following');
    assert.equal(lane.wanted?.version, 3);
  });
});

describe('a group with several files', () => {
  test('is redeployed and followed by the one that wanted the version, whatever stands before it', async () => {
    const parameters = withParameter('Password', '****');
    const others = [{ name: 'elsewhere', project: { name: 'other' } }];
    const redeployment = { name: 'tagged', project: { fromTag: 'team' }, omitParameters: ['Password'] };
    const given = givenProject({ project: { parameters }, others, redeployment });
    await given.approve(2, { redeployment: 'tagged' });

    await given.deliver();
    given.complete();
    // The template's default stands there now.
    if (given.state.project)
      given.state.project = {
        ...given.state.project,
        parameters: new Map([
          ['ModelPackageArn', arnOf(2)],
          ['Password', '****'],
        ]),
      };
    given.pass(MINUTE);
    await given.deliver();

    assert.deepEqual(given.types(), ['Project Update Started', 'Project Update Finished']);
  });

  test('is redeployed by the file that names the project before one that finds it by a tag', async () => {
    const others = [{ name: 'tagged', project: { fromTag: 'team' }, parameters: new Map() }];
    const given = givenProject({ others });
    await given.approve(2);

    await given.deliver();

    assert.equal(given.sent[0]?.parameters.get('ModelPackageArn'), arnOf(2));
  });
});

describe('a group whose project nobody knows', () => {
  const redeployment = { project: { fromTag: 'sagemaker:project-name' } };
  const place = projectLane(wantedOf(2), REDEPLOYMENT, null);
  const givenUnknown = async () => {
    const given = givenProject({ redeployment });
    await given.approve(2, { redeployment: REDEPLOYMENT.name }, place);
    return given;
  };

  test('is told to its owner with what to do, and names no project in the event', async () => {
    const given = await givenUnknown();

    await given.deliver(place.laneId);

    const [event] = given.events;
    assert.deepEqual(event?.resources, [arnOf(2)]);
    assert.match(
      JSON.stringify(event.detail),
      /"projectName":null.*finds no project for group search.*set the tag sagemaker:project-name.*modelgate projects --retry/u,
    );
    assert.equal(given.lanes.items.get(place.laneId)?.outcome?.result, 'Refused');
  });

  test('goes on by itself where the project is found when the lane is looked at', async () => {
    const given = await givenUnknown();
    given.state.groupTags.set('sagemaker:project-name', 'search');

    await given.deliver(place.laneId);
    await given.deliver();

    assert.equal(given.sent.length, 1);
    assert.deepEqual(given.types(), ['Project Update Started']);
    assert.equal(given.lanes.items.get(place.laneId)?.wanted, null);
  });
});
