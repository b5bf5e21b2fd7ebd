import { WorkbenchError } from '#contract/errors.ts'
import type { Metric } from './define-metric.ts'
import { dropIncrease } from './faithfulness/drop-increase.ts'

/** Every metric of a run, in the order in which they are offered. */
export const metrics: readonly Metric[] = [dropIncrease]

/** @throws WorkbenchError `unknown_metric` */
export function metricById(id: string): Metric {
  const metric = metrics.find((candidate) => candidate.id === id)
  if (metric !== undefined) return metric
  const known = metrics.map((candidate) => candidate.id).join(', ')
  throw new WorkbenchError('unknown_metric', `unknown metric: ${id} (must be one of ${known})`)
}
