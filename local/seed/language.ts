// Groups of the seeded world with documents, ranking and tickets, and one that no policy governs.
import { candidate, earlier, type SeedGroup, type SeedPackage } from './package.ts';
import { mlflowCard, multiclassClassification, withDuplicateKey } from './reports.ts';

const documents = (body: string | null): SeedPackage =>
  candidate('doc-classifier', 'doc-train', {
    metadata: { language: 'en' },
    reports: [{ kind: 'ModelQuality', body }],
    isFromPipeline: true,
  });

// What a sync from MLflow leaves: metrics in the model card, the run in SourceUri and in the metadata.
const fromMlflow = (run: string, ndcg: number): SeedPackage =>
  candidate('search-ranking', 'mlflow-sync', {
    metadata: { 'mlflow.run_id': run, 'mlflow.experiment': 'search-ranking' },
    sourceUri: `models:/search-ranking/${run.slice(0, 8)}`,
    card: mlflowCard({ id: run, experiment: 'search-ranking', metrics: { ndcg_at_10: ndcg, latency_p95_ms: 23.4 } }),
  });

const tickets = (group: string, accuracy: number, isFromPipeline = true): SeedGroup => ({
  name: group,
  account: null,
  description: 'Support tickets; one policy, a floor of its own.',
  tags: { team: 'support-ml' },
  history: [],
  candidates: [
    candidate(group, 'ticket-train', {
      reports: [{ kind: 'ModelQuality', body: multiclassClassification(accuracy) }],
      isFromPipeline,
    }),
  ],
});

/** Approve from a model card, a report that is missing, one with duplicate keys, three groups with three floors, and NoOpinion. */
export const languageGroups: readonly SeedGroup[] = [
  {
    name: 'doc-classifier',
    account: null,
    description: 'Sorts incoming documents.',
    tags: { team: 'documents-ml' },
    history: [earlier(documents(multiclassClassification(0.942)))],
    candidates: [documents(null), documents(withDuplicateKey(multiclassClassification(0.951), 'accuracy'))],
  },
  {
    name: 'search-ranking',
    account: null,
    description: 'Ranks search results; registered by a sync from MLflow.',
    tags: { team: 'search-ml' },
    history: [earlier(fromMlflow('9f1c0a7e52d84b6e8a30c1d5f7b2e640', 0.472))],
    candidates: [fromMlflow('c47d2be1906f4f0f9d8e35a1b60c7782', 0.481)],
  },
  tickets('ticket-routing', 0.92),
  tickets('ticket-priority', 0.83, false),
  tickets('ticket-language', 0.95),
  {
    name: 'tagging-sandbox',
    account: null,
    description: 'Nobody governs it.',
    tags: {},
    history: [],
    candidates: [candidate('tagging-sandbox', 'doc-train', { metadata: { note: 'first try' } })],
  },
];
