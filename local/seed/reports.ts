// Metric reports in the formats that SageMaker's own jobs write, so that policies meet what they will meet later.

const measured = (value: number): { value: number; standard_deviation: number } => ({
  value,
  standard_deviation: 0.004,
});

/** An evaluation of a binary classifier, as SageMaker Model Monitor's model quality job and pipelines' evaluation steps write it. */
export const binaryClassification = (figures: {
  readonly auc: number;
  readonly falsePositiveRate: number;
  readonly rows: number;
}): string =>
  JSON.stringify({
    version: 0.0,
    dataset: { item_count: figures.rows, evaluation_time: '2026-11-17T09:36:04.118Z' },
    binary_classification_metrics: {
      confusion_matrix: { '0': { '0': 4702, '1': 98 }, '1': { '0': 61, '1': 139 } },
      recall: measured(0.695),
      precision: measured(0.5865),
      false_positive_rate: measured(figures.falsePositiveRate),
      auc: measured(figures.auc),
    },
  });

/** An evaluation of a classifier with several classes, as pipelines' evaluation steps write it. */
export const multiclassClassification = (accuracy: number): string =>
  JSON.stringify({
    version: 0.0,
    dataset: { item_count: 18_240 },
    multiclass_classification_metrics: { accuracy: measured(accuracy), weighted_f1: measured(accuracy - 0.012) },
  });

/** An evaluation of a regression, as SageMaker Model Monitor's model quality job writes it. */
export const regression = (figures: { readonly rmse: number; readonly mae: number; readonly r2: number }): string =>
  JSON.stringify({
    version: 0.0,
    dataset: { item_count: 9711 },
    regression_metrics: {
      mae: measured(figures.mae),
      mse: measured(figures.rmse ** 2),
      rmse: measured(figures.rmse),
      r2: measured(figures.r2),
    },
  });

/** The analysis.json of a SageMaker Clarify bias job, with the post-training metrics of one facet. */
export const bias = (figures: {
  readonly disparateImpact: number;
  readonly differenceInPositiveProportions: number;
}): string =>
  JSON.stringify({
    version: '1.0',
    post_training_bias_metrics: {
      label: 'approved',
      label_value_or_threshold: '1',
      facets: {
        age: [
          {
            value_or_threshold: '(40, 75]',
            metrics: [
              { name: 'AD', description: 'Accuracy Difference (AD)', value: 0.012 },
              { name: 'DI', description: 'Disparate Impact (DI)', value: figures.disparateImpact },
              {
                name: 'DPPL',
                description: 'Difference in Positive Proportions in Predicted Labels (DPPL)',
                value: figures.differenceInPositiveProportions,
              },
            ],
          },
        ],
      },
    },
  });

/** Python's json.dumps writes a bare NaN where a metric could not be computed; it is not JSON, and common. */
export const withNaN = (report: string, field: string): string =>
  report.replace(new RegExp(`("${field}":\\{"value":)[^,]+`), '$1NaN');

/** A report in which one object has the same key twice, as two writers of one file leave it. */
export const withDuplicateKey = (report: string, field: string): string =>
  report.replace(new RegExp(`("${field}":\\{[^}]+\\})`), '$1,$1');

/** Model card content as a sync from MLflow writes it: the run's metrics as training metrics, its id among the custom details. */
export const mlflowCard = (run: {
  readonly id: string;
  readonly experiment: string;
  readonly metrics: Readonly<Record<string, number>>;
}): string =>
  JSON.stringify({
    model_overview: { model_description: `Registered from MLflow experiment ${run.experiment}.` },
    training_details: {
      training_job_details: {
        training_metrics: Object.entries(run.metrics).map(([name, value]) => ({ name, value })),
      },
    },
    additional_information: { custom_details: { mlflow_run_id: run.id, mlflow_experiment: run.experiment } },
  });
