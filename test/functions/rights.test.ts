// What each function's role is granted, held against what the functions do: the embedded AWS refuses what is not granted; here nothing granted is unused.
import assert from 'node:assert/strict';
import { CreateProjectCommand } from '@aws-sdk/client-sagemaker';
import { after, before, describe, test } from 'node:test';
import { actionOf, roleOf } from '../../local/front/permissions.ts';
import { makeDeadLetterQueues } from '../../lib/aws/dead-letter-queues.ts';
import { modelgate } from '../cli/given.ts';
import { startGate, type Gate } from './gate.ts';

const FILES = {
  policy: `apiVersion: modelgate/v1
kind: ModelApprovalPolicy
# canary-policy-77ab03
metadata: { name: everything }
spec:
  match: { modelPackageGroups: ["churn-*"] }
  evidence:
    - name: quality
      from: ModelMetrics.ModelQuality.Statistics
      fields: { auc: { pointer: /auc, type: double } }
    - { name: champion, from: LatestApproved }
  validations:
    - { name: floor, range: { value: quality.auc, min: 0.80 }, action: Reject }
    - { name: no-worse, compare: { value: quality.auc, baseline: champion.quality.auc, direction: HigherIsBetter, onNoBaseline: Pass }, action: RequireReview, review: risk }
  reviews:
    - { name: risk, reviewers: { people: [mei] }, count: 1, onUnknownAuthor: Allow, notFrom: [] }
  onPass: Approve
`,
  people: `apiVersion: modelgate/v1
kind: ReviewerDirectory
metadata: { name: people }
spec:
  people:
    - { id: mei, name: Mei, email: mei@example.com, slack: U0MEI00001 }
`,
  route: `apiVersion: modelgate/v1
kind: NotificationRoute
metadata: { name: everybody }
spec:
  match: { modelPackageGroups: ["churn-*"] }
  to:
    - slack: "#risk"
    - email: [reviewers]
`,
  serving: `apiVersion: modelgate/v1
kind: ProjectRedeployment
metadata: { name: churn-serving }
spec:
  match: { modelPackageGroups: ["churn-*"] }
  project: churn-serving
  parameters: { ModelPackageArn: "\${modelPackage.arn}" }
  onRejected: PreviousApproved
`,
};

/** Stands in each input at a place that no policy reads. */
const CANARY = 'canary-5f1c9e77';
/** In a comment of a policy file, and in a message that is no event. */
const [IN_POLICY, IN_POISON] = ['canary-policy-77ab03', 'canary-poison-10fe'];

/** What Lambda itself does with a function's role: it polls the queue and writes the log. */
const BY_LAMBDA = /^(?:logs:|sqs:(?:ReceiveMessage|DeleteMessage|GetQueueAttributes)$)/u;

/** Granted, and not seen in this story: the path that uses it, and where that path is proven. */
const ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ['DecideRole s3:ListBucket', 'the 404 of a report that is not there, part of GetObject (test/local/s3)'],
  ['DecideRole s3:PutObject', 'recordings above 32 KB (test/aws)'],
  ['DecideRole sqs:ChangeMessageVisibility', 'a message that waits (test/handler.test.ts)'],
  ['PromoteRole sqs:ChangeMessageVisibility', 'a message that waits (test/handler.test.ts)'],
  ...['Decide', 'Promote', 'Redeploy', 'Reconcile'].map(
    (name) =>
      [`${name}Role sts:AssumeRole`, 'the registry of a spoke account (test/functions/register.test.ts)'] as const,
  ),
  ...['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query', 'dynamodb:PutItem', 'sqs:SendMessage'].map(
    (action) => [`RegisterRole ${action}`, 'lanes of registrations (test/functions/register.test.ts)'] as const,
  ),
  ...['Create', 'Describe', 'Update'].map(
    (verb) => [`RegisterRole sagemaker:${verb}ModelPackage`, 'copies (test/functions/register.test.ts)'] as const,
  ),
  ...[
    's3:GetObject',
    's3:PutObject',
    's3:ListBucket',
    's3:ListBucketMultipartUploads',
    's3:ListMultipartUploadParts',
  ].map((action) => [`RegisterRole ${action}`, 'model data copied without a role (test/aws/objects.test.ts)'] as const),
  ['RegisterRole sagemaker:CreateModelPackageGroup', 'a group that is missing (test/functions/register.test.ts)'],
  ['RegisterRole sagemaker:ListModelPackages', 'a lost answer (test/functions/register.test.ts)'],
  ['RegisterRole sts:AssumeRole', 'targets by role (test/functions/register.test.ts)'],
  ['RegisterRole sts:TagSession', 'the tag of a session, part of AssumeRole (test/functions/register.test.ts)'],
  ['RegisterRole events:PutEvents', 'Model Package Registered (test/functions/register.test.ts)'],
  ['RegisterRole sqs:ChangeMessageVisibility', 'a message that waits (test/handler.test.ts)'],
  ['RedeployRole sqs:ChangeMessageVisibility', 'a message that waits (test/handler.test.ts)'],
  ['NotifyRole sqs:ChangeMessageVisibility', 'a message that waits (test/handler.test.ts)'],
  ['PromoteRole sagemaker:Search', 'a project found by its id (test/promotion)'],
  ['PromoteRole sagemaker:ListProjects', 'a project found by its id (test/promotion)'],
  ['PromoteRole sagemaker:ListTags', 'a project found by the tag of a group (test/promotion)'],
  ['RedeployRole sagemaker:ListProjects', 'a project looked for again (test/functions/redeploy.test.ts)'],
  ['RedeployRole sagemaker:ListTags', 'a project looked for again (test/functions/redeploy.test.ts)'],
  ['RedeployRole sagemaker:ListModelPackages', 'back to the version before (test/functions/redeploy.test.ts)'],
  ['ReviewRole s3:GetObject', 'recordings above 32 KB (test/aws)'],
  ['ReconcileRole s3:GetObject', 'the log of a day, archived (test/functions/dossier.test.ts)'],
  ['ReconcileRole s3:PutObject', 'the log of a day, archived (test/functions/dossier.test.ts)'],
  ['ReconcileRole sqs:SendMessage', 'lanes that sleep (test/promotion/sweep-lanes.test.ts)'],
]);

describe('the rights of the functions', () => {
  let gate: Gate;
  const used = new Map<string, Set<string>>();
  const pages: string[] = [];
  /** What lies in the dead letter queues, and what redrive says of it. */
  const letters: string[] = [];
  /** What came up under way and belongs to nobody else: codes, sessions, nonces. */
  const secrets: string[] = [];
  before(async () => {
    gate = await startGate(FILES);
    gate.world.aws.calls.onCall(({ operation, principalArn }) => {
      const role = roleOf(principalArn);
      if (role !== undefined) (used.get(role) ?? used.set(role, new Set()).get(role))?.add(actionOf(operation));
    });
    await gate.group('churn-a');
    await liveThroughEverything();
  });
  after(() => gate.stop());

  const register = async (auc: number): Promise<string> => {
    const S3Uri = await gate.putReport(`${auc}.json`, JSON.stringify({ auc, undeclared: CANARY }));
    const ModelMetrics = { ModelQuality: { Statistics: { ContentType: 'application/json', S3Uri } } };
    return gate.register('churn-a', { ModelMetrics, CustomerMetadataProperties: { undeclared: CANARY } });
  };
  const rest = () => gate.restAheadOfTime();

  async function liveThroughEverything(): Promise<void> {
    const ServiceCatalogProvisioningDetails = {
      ProductId: 'prod-1',
      ProvisioningArtifactId: 'pa-1',
      ProvisioningParameters: [{ Key: 'ModelPackageArn', Value: 'none' }],
    };
    await gate.sagemaker.send(
      new CreateProjectCommand({ ProjectName: 'churn-serving', ServiceCatalogProvisioningDetails }),
    );
    await register(0.9);
    await rest();
    const served = await register(0.95);
    await rest();
    await register(0.85);
    await rest();
    await answerTheReview();
    await rest();
    await gate.update({ ModelPackageArn: served, ModelApprovalStatus: 'Rejected' });
    const Statistics = { ContentType: 'application/json', S3Uri: 's3://reports/late.json' };
    await gate.register('churn-a', { ModelMetrics: { ModelQuality: { Statistics } } });
    await rest();
    gate.world.advance(15 * 60_000);
    await gate.world.runtime.runSchedule('reconcile');
    await rest();
    await fillTheDeadLetters();
  }

  /** A message that is no event, and a mail that SES will never take: what is given up lies in a queue with its reason. */
  async function fillTheDeadLetters(): Promise<void> {
    const intake = gate.world.runtime.nameOf('IntakeQueue') ?? '-';
    const queueArn = gate.world.aws.sqs.queueArns().find((arn) => arn.endsWith(intake)) ?? '';
    await gate.world.aws.sqs.send(queueArn, `{"token": "${IN_POISON}`);
    gate.world.people.ses.refuse({
      code: 'MessageRejected',
      message: 'Email address is not verified.',
      statusCode: 400,
    });
    await register(0.84);
    await rest();
    gate.world.people.ses.refuse(null);
    const shown = await modelgate(['redrive', '--local', gate.world.aws.url], { clock: gate.world.now });
    letters.push(shown.out);
    const queues = makeDeadLetterQueues({ stack: 'modelgate-dev', region: 'us-east-1' });
    for (const queue of await queues.list())
      for (const { body, reason } of await queues.read(queue, 10)) letters.push(body, reason ?? '');
  }

  /** The newest mail that begins with six digits; requests to review come in between. */
  async function codeFrom(subjects: () => readonly string[]): Promise<string> {
    for (let tries = 0; tries < 100; tries++) {
      const found = subjects().findLast((subject) => /^\d{6}/u.test(subject));
      if (found !== undefined) return found.slice(0, 6);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`no code among ${JSON.stringify(subjects())}; ${gate.logs.slice(-3).join()}`);
  }

  /** Mei signs in by mail, opens the pages and answers. */
  async function answerTheReview(): Promise<void> {
    const asked = gate.published.find(({ event }) => event['detail-type'] === 'Model Package Review Requested');
    const { reviewId = '' } = (asked?.event.detail ?? {}) as { reviewId?: string };
    const { url } = gate.world.people;
    const post = (path: string, fields: Record<string, string>, cookie = '') =>
      fetch(`${url}${path}`, {
        method: 'POST',
        redirect: 'manual',
        body: new URLSearchParams(fields),
        headers: { origin: url, 'sec-fetch-site': 'same-origin', cookie },
      });
    const cookieOf = (response: Response) => response.headers.getSetCookie().at(-1)?.split(';')[0] ?? '';
    const sent = await post('/sign-in', { email: 'mei@example.com', returnTo: `/r/${reviewId}` });
    const code = await codeFrom(() => gate.world.people.ses.outbox().map(({ subject }) => subject));
    const signedIn = await post('/sign-in/code', { code, returnTo: `/r/${reviewId}` }, cookieOf(sent));
    const cookie = cookieOf(signedIn);
    const page = await (await fetch(`${url}/r/${reviewId}`, { headers: { cookie } })).text();
    for (const path of ['/', '/decisions', '/policies/everything'])
      pages.push(await (await fetch(`${url}${path}`, { headers: { cookie } })).text());
    secrets.push(code, cookie.split('=')[1] ?? '');
    pages.push(page.replaceAll(/value="[^"]+"/gu, ''));
    const [, Approve = ''] = /name="Approve" value="([^"]+)"/u.exec(page) ?? [];
    secrets.push(Approve);
    const [, digest = ''] = /name="digest" value="([^"]+)"/u.exec(page) ?? [];
    const answered = await post(`/r/${reviewId}/answer`, { Approve, digest, comment: 'fine' }, cookie);
    assert.equal(answered.status, 303, gate.logs.filter((line) => line.includes('door refused')).join('\n'));
  }

  test('no call of the story was refused: nothing is missing', () => {
    assert.deepEqual(
      gate.logs.filter((line) => line.includes('is not authorized to perform')),
      [],
    );
  });

  test('nothing granted is unused, but for what Lambda does with the role', () => {
    // Copies into other groups need a world of their own (test/functions/register.test.ts); the scheduler only invokes.
    const here = [...gate.world.runtime.rights].filter(([role]) => role !== 'SchedulerRole' && role !== 'RegisterRole');
    const unused = here.flatMap(([role, granted]) =>
      [...granted]
        .filter((action) => !used.get(role)?.has(action) && !BY_LAMBDA.test(action))
        .map((action) => `${role} ${action}`),
    );

    assert.deepEqual(
      unused.filter((one) => !ELSEWHERE.has(one)),
      [],
    );
  });

  test('A56 canaries and secrets are in no log, event, page, Slack message, mail or dead letter', () => {
    const { botToken, signingSecret } = gate.world.people.slack.workspace;
    const told = JSON.stringify([gate.world.people.slack.messages(), gate.world.people.ses.outbox()]);
    const events = JSON.stringify(gate.published.filter(({ bus }) => bus.startsWith('modelgate')));
    const kept = [CANARY, IN_POLICY, IN_POISON, botToken, signingSecret, 'local-secret', ...secrets];
    const sinks = { logs: gate.logs.join('\n'), events, pages: pages.join('\n'), told, letters: letters.join('\n') };

    assert.ok(secrets.length === 3 && kept.every((one) => one.length >= 6));
    for (const [sink, text] of Object.entries(sinks)) {
      assert.ok(text.length > 100, sink);
      // The code is meant for the mailbox; the page of a policy shows its whole text to whoever is signed in.
      const meant = { told: secrets[0], pages: IN_POLICY }[sink];
      const seen = kept.filter((one) => text.includes(one) && one !== meant);
      assert.deepEqual(seen, [], sink);
    }
  });
});
