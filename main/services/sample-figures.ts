import { WorkbenchError } from '#contract/errors.ts'
import type { Workspace } from '../store/workspace.ts'

interface Asked {
  readonly metric: string
  readonly params: Record<string, unknown>
  readonly figures: readonly { readonly id: string }[]
}

/** Figures of several runs over all samples that any of them is scored for, in the dataset's order. */
export interface FigureValues {
  readonly sampleIds: Int32Array
  /** -1 where not labelled. */
  readonly labels: Int32Array
  /** Per figure one list per run; NaN where the run has no value. */
  readonly values: readonly (readonly Float64Array[])[]
}

/** @throws WorkbenchError `invalid_input` where a run is not scored with the metric and these parameters */
export function figureValues(
  workspace: Workspace,
  runIds: readonly number[],
  { metric, params, figures }: Asked,
): FigureValues {
  const perRun = runIds.map((runId) => {
    const score = workspace.scores.find(runId, metric, params)
    if (score === undefined) {
      throw new WorkbenchError(
        'invalid_input',
        `not scored: run ${runId} (must be scored with ${metric} ${JSON.stringify(params)})`,
      )
    }
    const names = figures.map(({ id }) => id)
    return new Map(workspace.scores.figures(score.id, names).map(([id, ...values]) => [id, values]))
  })
  const samples = labelsOf(workspace, runIds).filter(({ id }) => perRun.some((rows) => rows.has(id)))
  return {
    sampleIds: Int32Array.from(samples, ({ id }) => id),
    labels: Int32Array.from(samples, ({ label }) => label ?? -1),
    values: figures.map((_, index) =>
      perRun.map((rows) => Float64Array.from(samples, ({ id }) => rows.get(id)?.[index] ?? Number.NaN)),
    ),
  }
}

function labelsOf(workspace: Workspace, runIds: readonly number[]): { id: number; label: number | null }[] {
  const datasets = new Set(runIds.map((runId) => workspace.runs.get(runId).datasetId))
  return [...datasets].flatMap((datasetId) => workspace.samples.list(datasetId))
}
