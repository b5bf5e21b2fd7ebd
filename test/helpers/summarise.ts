import type { Rng } from '../../main/kernels/rng.ts'
import {
  SummaryMaker,
  type Figure,
  type MetricSummary,
  type SampleFigures,
} from '../../main/metrics/define-metric.ts'

/** The summary of samples that are all at hand. */
export function summarise(
  figures: readonly Figure[],
  samples: readonly SampleFigures[],
  rng: Rng,
): MetricSummary {
  const maker = new SummaryMaker(figures)
  for (const sample of samples) maker.add(sample)
  return maker.summary(rng)
}
