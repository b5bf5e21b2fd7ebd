import { WorkbenchError } from '#contract/errors.ts'
import { complexity } from './complexity/complexity.ts'
import type { Metric } from './define-metric.ts'
import { completenessGap } from './faithfulness/completeness-gap.ts'
import { dropIncrease } from './faithfulness/drop-increase.ts'
import { faithfulnessCorrelation } from './faithfulness/faithfulness-correlation.ts'
import { infidelity } from './faithfulness/infidelity.ts'
import { insertionDeletion } from './faithfulness/insertion-deletion.ts'
import { muFidelity } from './faithfulness/mu-fidelity.ts'
import { road } from './faithfulness/road.ts'
import { sensitivityN } from './faithfulness/sensitivity-n.ts'
import { localisation } from './localisation/localisation.ts'
import { modelRandomisation } from './randomisation/model-randomisation.ts'
import { classSensitivity } from './robustness/class-sensitivity.ts'
import { maxSensitivity } from './robustness/max-sensitivity.ts'

/** Every metric of a run, in the order in which they are offered. */
export const metrics: readonly Metric[] = [
  dropIncrease,
  insertionDeletion,
  road,
  infidelity,
  sensitivityN,
  faithfulnessCorrelation,
  muFidelity,
  completenessGap,
  maxSensitivity,
  classSensitivity,
  modelRandomisation,
  complexity,
  localisation,
]

/** @throws WorkbenchError `unknown_metric` */
export function metricById(id: string): Metric {
  const metric = metrics.find((candidate) => candidate.id === id)
  if (metric !== undefined) return metric
  const known = metrics.map((candidate) => candidate.id).join(', ')
  throw new WorkbenchError('unknown_metric', `unknown metric: ${id} (must be one of ${known})`)
}
