import type { ParsedInput } from '#contract/calls.ts'
import type { Disagreement, SampleComparison } from '#contract/comparison.ts'
import { WorkbenchError } from '#contract/errors.ts'
import { metrics } from '../metrics/registry.ts'
import type { Workspace } from '../store/workspace.ts'
import { choiceRule } from './nearest.ts'
import { refuseRepeats } from './run-comparison.ts'
import { figureValues } from './sample-figures.ts'
import type { ServiceContext } from './service-context.ts'

/** One figure of two runs, sample by sample. */
export function compareSamples(
  workspace: Workspace,
  { runIds, metric, params, figure: figureId }: ParsedInput<'runs.compareSamples'>,
): SampleComparison {
  refuseRepeats(runIds)
  const figure = chooseFigure(metric, figureId)
  const { sampleIds, labels, values } = figureValues(workspace, runIds, { metric, params, figures: [figure] })
  const [x, y] = [values[0]?.[0], values[0]?.[1]]
  const both = [...sampleIds.keys()].filter((row) => !isNaN(x?.[row] ?? NaN) && !isNaN(y?.[row] ?? NaN))
  const first = workspace.runs.get(runIds[0])
  const predicted = predictedClasses(workspace, first.modelId, first.datasetId)
  const ids = Int32Array.from(both, (row) => sampleIds[row] ?? 0)
  return {
    figure: { id: figure.id, title: figure.title, better: figure.better },
    sampleIds: ids,
    x: Float32Array.from(both, (row) => x?.[row] ?? 0),
    y: Float32Array.from(both, (row) => y?.[row] ?? 0),
    labels: Int16Array.from(both, (row) => labels[row] ?? -1),
    predicted: Int16Array.from(ids, (id) => predicted.get(id) ?? -1),
  }
}

function chooseFigure(metricId: string, figureId: string) {
  const metric = metrics.find(({ id }) => id === metricId)
  const known = metrics.map(({ id }) => id)
  if (metric === undefined) {
    throw new WorkbenchError('unknown_metric', `unknown metric: ${metricId} (${choiceRule(metricId, known)})`)
  }
  const figure = metric.figures.find(({ id }) => id === figureId)
  if (figure !== undefined) return figure
  const figures = metric.figures.map(({ id }) => id)
  throw new WorkbenchError('invalid_param', `unknown figure: ${figureId} (${choiceRule(figureId, figures)})`)
}

function predictedClasses(workspace: Workspace, modelId: number, datasetId: number): Map<number, number> {
  const { ids, predicted } = workspace.samples.table(datasetId, modelId)
  return new Map(Array.from(ids, (id, row) => [id, predicted[row] ?? -1]))
}

/** Maps of both runs in memory at once, read from the workspace and sent to the engine. */
const CHUNK_BYTES = 16 * 2 ** 20

/** How alike the maps of two runs are, for a page of the samples that both have a map of. */
export async function disagreement(
  { workspace: current, engine }: ServiceContext,
  { runIds, start, count }: ParsedInput<'runs.disagreement'>,
): Promise<Disagreement> {
  refuseRepeats(runIds)
  const workspace = current.require()
  const inputShape = sharedInputShape(workspace, runIds)
  const page = workspace.maps.shared(runIds[0], runIds[1], { start, count })
  const [spearman, topIou] = [new Float32Array(page.length), new Float32Array(page.length)]
  const pairBytes = 2 * 4 * inputShape.reduce((size, length) => size * length, 1)
  const together = Math.max(1, Math.floor(CHUNK_BYTES / pairBytes))
  for (let from = 0; from < page.length; from += together) {
    const chunk = page.slice(from, from + together)
    const values = (id: number) => workspace.maps.get(id).values
    const pairs = chunk.map(({ first, second }) => ({ first: values(first), second: values(second) }))
    const likeness = await engine.call('compare.maps', { inputShape, pairs })
    spearman.set(likeness.spearman, from)
    topIou.set(likeness.topIou, from)
  }
  const sampleIds = Int32Array.from(page, ({ sampleId }) => sampleId)
  const total = workspace.maps.countShared(runIds[0], runIds[1])
  return { total, start, sampleIds, spearman, topIou }
}

function sharedInputShape(workspace: Workspace, runIds: readonly number[]): [number, number, number] {
  const [first, second] = runIds.map((runId) => {
    const run = workspace.runs.get(runId)
    return workspace.models.get(run.modelId).inputShape
  })
  const [height, width, channels] = first ?? []
  const isKnown = height !== undefined && width !== undefined && channels !== undefined
  if (isKnown && first?.join() === second?.join()) return [height, width, channels]
  throw new WorkbenchError(
    'shape_mismatch',
    `maps cannot be compared: inputs of ${first?.join('x')} and ${second?.join('x')} (must be equal)`,
  )
}
