// npm run deploy, diff and remove: what they refuse before anything is touched, and what a deployment would change.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { promisify } from 'node:util';
import { startAws } from '../../local/aws.ts';
import { makeLambda } from '../../local/lambda/lambda.ts';
import { readScript } from '../../scripts/script.ts';
import { STACK_OPTIONS, stackArguments } from '../../scripts/stack/arguments.ts';
import { compareTemplates } from '../../scripts/stack/compare.ts';
import { diffLines } from '../../scripts/stack/diff.ts';
import { examplesLeft, requireCommitted, requireRemovable } from '../../scripts/stack/refusals.ts';
import type { Template } from '../../scripts/template/template.ts';

const run = promisify(execFile);

/** Runs a command of the stack as npm does, with this environment and nobody's credentials. */
async function stack(args: readonly string[], environment: Record<string, string> = {}) {
  const { PATH = '', NODE_COMPILE_CACHE = '' } = process.env;
  const nobody = { PATH, NODE_COMPILE_CACHE, HOME: '/nonexistent', AWS_EC2_METADATA_DISABLED: 'true' };
  return run(process.execPath, ['scripts/stack.ts', ...args], { env: { ...nobody, ...environment } }).then(
    ({ stdout }) => ({ code: 0, out: stdout }),
    (error: unknown) => {
      const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
      return { code, out: stdout + stderr };
    },
  );
}

describe('refused', () => {
  test('without credentials, with what to do', async () => {
    const { code, out } = await stack(['diff']);

    assert.equal(code, 1);
    assert.match(out, /^error {5}AWS does not know who asks \(.+\); sign in, .* set AWS_PROFILE/u);
  });

  test('deploying to, or removing from, the AWS of npm start', async () => {
    for (const verb of ['deploy', 'remove']) {
      const { code, out } = await stack([verb], { AWS_ENDPOINT_URL: 'http://127.0.0.1:4566' });

      assert.equal(code, 1);
      assert.match(out, /^error {5}AWS_ENDPOINT_URL is http:\/\/127\.0\.0\.1:4566: the AWS of npm start, .* unset/u);
    }
  });

  test('an argument that osls would not know', async () => {
    const { code, out } = await stack(['remove', '--stag', 'prod']);

    assert.equal(code, 2);
    assert.equal(out, 'There is no option --stag. Did you mean --stage? All options: npm run remove -- --help\n');
  });

  test('removing a production stage, with the way to do it all the same', () => {
    const ofStage = (production: string): Template => ({
      Parameters: { Production: { Default: production } },
      Resources: {},
    });

    requireRemovable(ofStage('false'), 'modelgate-dev');
    assert.throws(
      () => requireRemovable(ofStage('true'), 'modelgate-prod'),
      /modelgate-prod is a production stage[^]*update-termination-protection[^]*production=false/u,
    );
  });

  test('policies that are not committed, by name', async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'modelgate-git-'));
    t.after(() => rm(folder, { recursive: true }));
    await requireCommitted(folder);
    await run('git', ['init', '-q', folder]);
    await mkdir(join(folder, 'policies'));
    await writeFile(join(folder, 'policies', 'churn.yaml'), 'a: 1');

    await assert.rejects(requireCommitted(folder), /not committed are not deployed.*: policies\//u);

    const git = ['-c', 'user.name=ann', '-c', 'user.email=ann@example.com', '-C', folder];
    await run('git', [...git, 'add', '.']);
    await run('git', [...git, 'commit', '-qm', 'Policies']);
    await requireCommitted(folder);
    await writeFile(join(folder, 'policies', 'churn.yaml'), 'a: 2');
    await assert.rejects(requireCommitted(folder), /policies\/churn\.yaml/u);
  });
});

test('examples that are left among the policies are told', () => {
  const files = [
    { path: 'policies/reviewers.yaml', text: 'people: [{ id: mei, email: mei@example.com }]' },
    { path: 'policies/churn.yaml', text: 'kind: ModelApprovalPolicy' },
  ];

  assert.deepEqual(examplesLeft(files), [
    'policies/reviewers.yaml has addresses at example.com, as the examples have: all that stands in policies/ is deployed',
  ]);
});

test('arguments are passed on to osls as they came, with stage and region said', () => {
  const reading = (...args: string[]) => {
    const given = readScript({ call: 'npm run diff', does: [], options: STACK_OPTIONS }, args);
    return stackArguments(given ?? assert.fail('no help was asked for'), { AWS_REGION: 'eu-west-1' });
  };

  const read = reading('--stage', 'prod', '--param=mode=Enforce', '--param', 'tags=a=b');

  assert.deepEqual(read.args, ['--stage=prod', '--region=eu-west-1', '--param=mode=Enforce', '--param=tags=a=b']);
  assert.equal(read.params.get('tags'), 'a=b');
  assert.throws(() => reading('--param=mode'), /--param is `mode`; expected NAME=VALUE, such as mode=Enforce/u);
});

describe('what would change', () => {
  const before: Template = {
    Parameters: { Mode: { Default: 'Audit' } },
    Resources: {
      Queue: { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout: 60, Tags: [1] } },
      Old: { Type: 'AWS::SQS::Queue' },
      Fn: {
        Type: 'AWS::Lambda::Function',
        Properties: { Code: { S3Key: 'monday' }, FunctionName: 'modelgate-dev-decide' },
      },
    },
  };
  const after: Template = {
    Parameters: { Mode: { Default: 'Enforce' } },
    Resources: {
      Queue: { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout: 90, Tags: [1] } },
      New: { Type: 'AWS::SNS::Topic' },
      Fn: {
        Type: 'AWS::Lambda::Function',
        Properties: { Code: { S3Key: 'tuesday' }, FunctionName: 'modelgate-dev-decide' },
      },
    },
  };

  test('is named by resource and place; where the code lies is no change', () => {
    assert.deepEqual(compareTemplates(before, after), [
      { sign: '+', id: 'New', type: 'AWS::SNS::Topic', places: [] },
      { sign: '-', id: 'Old', type: 'AWS::SQS::Queue', places: [] },
      { sign: '~', id: 'Queue', type: 'AWS::SQS::Queue', places: ['Properties.VisibilityTimeout'] },
      { sign: '~', id: 'Parameters', type: '', places: ['Mode.Default'] },
    ]);
  });

  test('is everything where no stack is', async () => {
    const nothing = { deployed: null, packaged: after, codeOf: async () => null, zipOf: async () => null };

    assert.deepEqual(await diffLines('modelgate-dev', nothing), [
      'modelgate-dev is not there yet: 3 resources would be made',
    ]);
  });

  test('is told with the functions whose code is another', async () => {
    const zip = Buffer.from('zip');
    const same = 'B0ZR1gAwsLq0zvgXWv+xMbPlvI4CsvbiUfJ9FCVFw18=';
    const lines = await diffLines('modelgate-dev', {
      deployed: before,
      packaged: { ...before },
      codeOf: async (name) => (name.endsWith('decide') ? 'another' : same),
      zipOf: async (name) => (name === 'decide' ? zip : null),
    });

    assert.ok(lines.includes('~ decide  other code or policies'));
    assert.ok(lines.includes('? review  its code is not built: npm run package'));
  });

  test('is read from the stack that is deployed', async (t) => {
    const aws = await startAws({
      port: 0,
      account: '111122223333',
      region: 'us-east-1',
      world: { now: Date.now, random: Math.random },
      restServices: [makeLambda()],
    });
    t.after(() => aws.close());
    const keys = { AWS_ACCESS_KEY_ID: '111122223333', AWS_SECRET_ACCESS_KEY: 'x', AWS_ENDPOINT_URL: aws.url };

    const deployed: Template = {
      Resources: { IntakeQueue: { Type: 'AWS::SQS::Queue', Properties: {} }, Old: { Type: 'AWS::SNS::Topic' } },
    };
    aws.cloudformation.announce('modelgate-dev', {}, [], JSON.stringify(deployed));
    const { out } = await stack(['diff'], keys);

    assert.match(out, /^~ IntakeQueue {2}AWS::SQS::Queue: .*Properties\.VisibilityTimeout/mu);
    assert.match(out, /^\+ LedgerTable {2}AWS::DynamoDB::Table$/mu);
    assert.match(out, /^- Old {2}AWS::SNS::Topic$/mu);
    assert.match(out, /^\? decide {2}/mu);
  });
});
