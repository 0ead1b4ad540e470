// Where a package says its metric reports are: ModelMetrics and DriftCheckBaselines as one flat map by path.
import type { DescribeModelPackageOutput } from '@aws-sdk/client-sagemaker';
import type { MetricsSource } from '../evidence/evidence.ts';

type Members = Readonly<Record<string, Readonly<Record<string, Source | undefined>> | undefined>>;
type Source = {
  readonly S3Uri?: string | undefined;
  readonly ContentDigest?: string | undefined;
  readonly ContentType?: string | undefined;
};

/** Reports by path, as in a policy's `from`: `ModelMetrics.Bias.Report`, `DriftCheckBaselines.ModelQuality.Statistics`. */
export function metricsSourcesOf(
  answer: Pick<DescribeModelPackageOutput, 'ModelMetrics' | 'DriftCheckBaselines'>,
): ReadonlyMap<string, MetricsSource> {
  const found = new Map<string, MetricsSource>();
  for (const root of ['ModelMetrics', 'DriftCheckBaselines'] as const) {
    const parts = Object.entries((answer[root] ?? {}) as Members);
    for (const [part, members] of parts)
      for (const [name, source] of Object.entries(members ?? {}))
        if (source?.S3Uri !== undefined)
          found.set(`${root}.${part}.${name}`, {
            s3Uri: source.S3Uri,
            contentDigest: source.ContentDigest ?? null,
            contentType: source.ContentType ?? null,
          });
  }
  return found;
}
