import type { ComparedFigure, RunComparison } from '#contract/comparison.ts'

export type ComparedMetric = RunComparison['metrics'][number] & {
  /** A metric with other parameters is another one. */
  readonly key: string
}

export interface FigureChoice {
  readonly metric: ComparedMetric
  readonly figure: ComparedFigure
}

export function keyed(metrics: RunComparison['metrics']): ComparedMetric[] {
  return metrics.map((metric) => ({ ...metric, key: `${metric.metric} ${JSON.stringify(metric.params)}` }))
}

/** The wanted figure, or the first that there is. */
export function chooseFigure(
  metrics: RunComparison['metrics'],
  wanted: { readonly metric: string; readonly figure: string } | null,
): FigureChoice | null {
  const all = keyed(metrics)
  const metric = all.find(({ key }) => key === wanted?.metric) ?? all[0]
  const figure = metric?.figures.find(({ id }) => id === wanted?.figure) ?? metric?.figures[0]
  return metric === undefined || figure === undefined ? null : { metric, figure }
}
