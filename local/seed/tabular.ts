// Groups of the seeded world with numbers in tables: churn, fraud, credit and demand.
import { candidate, earlier, type SeedGroup, type SeedPackage, SPOKE_ACCOUNT } from './package.ts';
import { bias, binaryClassification, regression, withNaN } from './reports.ts';

const churn = (group: string, metadata: Record<string, string>, account: string | null = null): SeedPackage =>
  candidate(group, 'churn-train', { metadata, account });

const fraud = (auc: number, falsePositiveRate: number, edit: (report: string) => string = (report) => report) =>
  candidate('fraud-card', 'fraud-train-pipeline', {
    metadata: { domain: 'payments', trained_by: 'ines@example.com' },
    reports: [
      {
        kind: 'ModelQuality',
        body: edit(binaryClassification({ auc, falsePositiveRate, rows: 50_000 })),
        isDigestGiven: true,
      },
    ],
    isFromPipeline: true,
  });

const credit = (disparateImpact: number, difference: number): SeedPackage =>
  candidate('credit-scoring', 'credit-train', {
    metadata: { regulation: 'consumer-credit' },
    reports: [{ kind: 'Bias', body: bias({ disparateImpact, differenceInPositiveProportions: difference }) }],
    isFromPipeline: true,
  });

const demand = (rmse: number, account: string | null = null, r2 = 0.83): SeedPackage =>
  candidate('demand-forecast', 'demand-train', {
    account,
    reports: [{ kind: 'ModelQuality', body: regression({ rmse, mae: rmse * 0.71, r2 }) }],
    isFromPipeline: true,
  });

const foreign = 'reports-of-a-contractor';

/** Their versions come out as Approve, Reject, RequireReview and several kinds of Hold under policies/. */
export const tabularGroups: readonly SeedGroup[] = [
  {
    name: 'churn-retention',
    account: null,
    description: 'Who is about to leave; metadata only.',
    tags: { team: 'growth-ml' },
    history: [
      earlier(churn('churn-retention', { accuracy: '0.911' })),
      earlier(churn('churn-retention', { accuracy: '0.884' }), 'Rejected'),
      earlier(churn('churn-retention', { accuracy: '0.921' })),
    ],
    candidates: [churn('churn-retention', { accuracy: '0.934' })],
  },
  {
    name: 'churn-winback',
    account: null,
    description: 'Who can be won back; metadata only.',
    tags: { team: 'growth-ml' },
    history: [earlier(churn('churn-winback', { accuracy: '0.902' }))],
    candidates: [
      churn('churn-winback', { accuracy: '0.87' }),
      churn('churn-winback', { f1: '0.81' }),
      churn('churn-winback', { accuracy: '91 percent' }),
    ],
  },
  {
    name: 'fraud-card',
    account: null,
    description: 'Card fraud scorer.',
    tags: { team: 'risk-ml', owner: 'mei@example.com' },
    history: [earlier(fraud(0.921, 0.0211)), earlier(fraud(0.929, 0.0204))],
    candidates: [
      fraud(0.941, 0.0198),
      fraud(0.917, 0.0202),
      fraud(0.884, 0.0214),
      fraud(0.944, 0.0196, (report) => withNaN(report, 'auc')),
      {
        ...fraud(0.946, 0.0195),
        reports: [
          {
            kind: 'ModelQuality',
            body: binaryClassification({ auc: 0.946, falsePositiveRate: 0.0195, rows: 50_000 }),
            bucket: foreign,
          },
        ],
      },
    ],
  },
  {
    name: 'credit-scoring',
    account: null,
    description: 'Consumer credit, with a Clarify bias report.',
    tags: { team: 'lending-ml' },
    history: [earlier(credit(0.97, 0.01))],
    candidates: [
      credit(0.95, 0.02),
      credit(0.71, 0.14),
      { ...credit(0.96, 0.02), image: 'docker.io/library/xgboost:latest' },
    ],
  },
  {
    name: 'demand-forecast',
    account: null,
    description: 'Weekly demand.',
    tags: { team: 'supply-ml' },
    history: [earlier(demand(11.4))],
    // The last one explains too little, and policies/exceptions.yaml lets it pass.
    candidates: [demand(10.9), demand(16.2), demand(11.2, null, 0.64)],
  },
  {
    name: 'churn-retention',
    account: SPOKE_ACCOUNT,
    description: 'The same in the second account.',
    tags: { team: 'growth-ml' },
    history: [earlier(churn('churn-retention', { accuracy: '0.917' }, SPOKE_ACCOUNT))],
    candidates: [churn('churn-retention', { accuracy: '0.951' }, SPOKE_ACCOUNT)],
  },
  {
    name: 'demand-forecast',
    account: SPOKE_ACCOUNT,
    description: 'Weekly demand, second account; its reports lie in its own bucket.',
    tags: { team: 'supply-ml' },
    history: [],
    candidates: [demand(11.1, SPOKE_ACCOUNT)],
  },
];
