// The block printed when the world is up: what runs where, and what to copy to register a first model package.

/** What the block names. `milliseconds` since start; `policies` how many files were read from `policiesDir`. */
export type Ready = {
  readonly url: string;
  readonly pagesUrl: string;
  /** The address of a person of the directory; null where there is no directory. */
  readonly signInAs: string | null;
  readonly account: string;
  readonly region: string;
  readonly milliseconds: number;
  /** Enforce or Audit. */
  readonly mode: string;
  readonly groups: number;
  readonly accounts: number;
  readonly isSeeded: boolean;
  readonly dataDir: string | null;
  readonly policiesDir: string;
  readonly policies: number;
};

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

const worldLine = ({ isSeeded, dataDir, groups, accounts }: Ready): string => {
  const world = isSeeded ? `${plural(groups, 'group')}, ${plural(accounts, 'account')}` : 'as it was left, or empty';
  const state = dataDir === null ? 'State is gone at the end; --data DIR keeps it.' : `State is kept in ${dataDir}.`;
  return `  The world: ${world}. ${state}`;
};

/** The call that will be rejected by policies/churn-accuracy.yaml. */
const createCommand = (account: string, region: string): readonly string[] => [
  'aws sagemaker create-model-package --model-package-group-name churn-winback \\',
  '  --model-approval-status PendingManualApproval \\',
  `  --inference-specification 'Containers=[{Image=${account}.dkr.ecr.${region}.amazonaws.com/churn:1}],SupportedContentTypes=[text/csv],SupportedResponseMIMETypes=[text/csv]' \\`,
  '  --customer-metadata-properties accuracy=0.87',
];

/** The lines of the block. Nothing in it needs anything that is not there yet: an empty registry gets its group first. */
export function readyLines(ready: Ready): readonly string[] {
  const { url, pagesUrl, signInAs, account, region, isSeeded } = ready;
  const group = isSeeded ? [] : ['aws sagemaker create-model-package-group --model-package-group-name churn-winback'];
  return [
    '',
    `  modelgate on one machine, ${ready.mode}. Ready in ${(ready.milliseconds / 1000).toFixed(1)} s.`,
    '',
    `  pages    ${pagesUrl}          ${signInAs === null ? 'nobody can sign in: no ReviewerDirectory yet' : `sign in as ${signInAs}`}`,
    `  inbox    ${pagesUrl}/inbox    Slack messages, mails and sign-in codes`,
    `  AWS      ${url}          for the AWS CLI, boto3 and any SDK`,
    `  policies ${ready.policiesDir}${' '.repeat(Math.max(4, url.length + 10 - ready.policiesDir.length))}${plural(ready.policies, 'file')}, read again when saved`,
    '',
    worldLine(ready),
    '  Try it in another terminal:',
    '',
    `export AWS_ENDPOINT_URL=${url}`,
    `export AWS_ACCESS_KEY_ID=${account} AWS_SECRET_ACCESS_KEY=local`,
    `export AWS_DEFAULT_REGION=${region} AWS_REGION=${region} NO_PROXY=127.0.0.1,localhost`,
    ...group,
    ...createCommand(account, region),
    '',
    ready.mode === 'Audit'
      ? '  It would be rejected; in Audit the registry keeps its status. Change one value, accuracy=0.93, and it would be approved.'
      : '  It will be rejected. Change one value, accuracy=0.93, and it will be approved.',
    '  Stop:    Ctrl-C',
    '',
  ];
}
