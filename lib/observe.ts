// Logs, metrics and traces: one structured logger, and every metric name in one list. Never a body, never a secret.
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { readMetricsNamespace, readTraceDaemon, readTraceHeader } from './config.ts';
import { makeTrace, sendToDaemon, type Span } from './trace.ts';

/** Every metric this service emits (EMF, in the namespace of its stack). Dashboard, alarms and docs/operations.md are held against this list. */
export const METRICS = {
  decisions: 'Decisions',
  timeToDecision: 'TimeToDecision',
  holds: 'Holds',
  drifted: 'ApprovalsDrifted',
  registryCalls: 'RegistryCalls',
  registryThrottles: 'RegistryThrottles',
  refused: 'MessagesRefused',
  retried: 'MessagesRetried',
  woken: 'PackagesWoken',
  oldestPending: 'OldestPendingAge',
  reviewsOpen: 'ReviewsOpen',
  reviewsVoided: 'ReviewsVoided',
  doorsLocked: 'DoorsLocked',
  backlogLeft: 'BacklogLeft',
  sweepUnfinished: 'SweepUnfinished',
  lanesWaiting: 'LanesWaiting',
  targetsBlocked: 'TargetsBlocked',
  told: 'MessagesSent',
  notTold: 'MessagesFailed',
  archiveFailed: 'ArchiveFailed',
} as const;

/** A metric's name in CloudWatch. */
export type Metric = (typeof METRICS)[keyof typeof METRICS];

/** By what a metric is counted beside the function (`service`): each set is a metric of its own in CloudWatch. One that is not here is counted by the function alone. */
export const DIMENSIONS = {
  Decisions: [['verdict'], ['verdict', 'policy']],
  Holds: [['cause']],
  MessagesRefused: [['reason']],
  MessagesSent: [['channel']],
  MessagesFailed: [['channel']],
} as const satisfies Partial<Record<Metric, readonly (readonly string[])[]>>;

/** One set of dimensions with their values; told for each of several sets by itself. */
type Valued<Names> = Names extends readonly string[] ? Readonly<Record<Names[number], string>> : never;
/** How much, and by which of the metric's sets. */
type Counted<M extends Metric> = M extends keyof typeof DIMENSIONS
  ? [value: number, dimensions: Valued<(typeof DIMENSIONS)[M][number]>]
  : [value?: number];

export type Observe = {
  /** A line with facts; values are cut at 1,000 characters and control characters are replaced, so that a line stays a line. */
  info(message: string, facts: Readonly<Record<string, string | number | null>>): void;
  warn(message: string, facts: Readonly<Record<string, string | number | null>>): void;
  error(message: string, facts: Readonly<Record<string, string | number | null>>, cause?: unknown): void;
  /** What is counted in one invocation leaves as one sum for each set of dimensions. */
  count<M extends Metric>(metric: M, ...how: Counted<M>): void;
  milliseconds(metric: Metric, value: number): void;
  /** Something done, for X-Ray; annotations are found by their names. */
  traced(span: Span): void;
  flush(): void;
};

// Control characters, and the marks that reorder text on a terminal (log injection).
const UNSAFE = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;
const clean = (value: string): string => value.slice(0, 1000).replaceAll(UNSAFE, '\ufffd');
const cleaned = (facts: Readonly<Record<string, string | number | null>>): Record<string, string | number | null> =>
  Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [name, typeof value === 'string' ? clean(value) : value]),
  );

/** The error's name and message: its stack and cause may carry what a caller sent, so they stay out. */
const namesOf = (cause: unknown): Record<string, string> =>
  cause instanceof Error ? { error: clean(cause.name), because: clean(cause.message) } : {};

type Sum = { readonly metric: Metric; readonly dimensions: Readonly<Record<string, string>>; readonly value: number };

/** Logger, metrics and traces of one function, made once at cold start. */
export function makeObserve(serviceName: string): Observe {
  const logger = new Logger({ serviceName });
  const metrics = new Metrics({ namespace: readMetricsNamespace(), serviceName });
  const sums = new Map<string, Sum>();
  const trace = makeTrace({ header: readTraceHeader, send: sendToDaemon(readTraceDaemon()) });
  return {
    info: (message, facts) => logger.info(message, cleaned(facts)),
    warn: (message, facts) => logger.warn(message, cleaned(facts)),
    error: (message, facts, cause) => logger.error(message, { ...cleaned(facts), ...namesOf(cause) }),
    count: (metric, ...[value = 1, dimensions = {}]: readonly [value?: number, dimensions?: Sum['dimensions']]) => {
      const key = JSON.stringify([metric, dimensions]);
      sums.set(key, { metric, dimensions, value: (sums.get(key)?.value ?? 0) + value });
    },
    milliseconds: (metric, value) => metrics.addMetric(metric, MetricUnit.Milliseconds, value),
    traced: trace,
    flush: () => {
      // A line for each set of dimensions and invocation, not for each count: a batch decides a hundred versions.
      for (const { metric, dimensions, value } of sums.values()) {
        const names = Object.entries(dimensions);
        const target = names.length === 0 ? metrics : metrics.singleMetric();
        for (const [name, text] of names) target.addDimension(name, text);
        target.addMetric(metric, MetricUnit.Count, value);
      }
      sums.clear();
      metrics.publishStoredMetrics();
    },
  };
}
