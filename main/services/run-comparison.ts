import type { Run } from '#contract/attributions.ts'
import type { ParsedInput } from '#contract/calls.ts'
import type { RunComparison } from '#contract/comparison.ts'
import { WorkbenchError } from '#contract/errors.ts'
import type { Score } from '#contract/evaluation.ts'
import type { Figure } from '../metrics/define-metric.ts'
import { metrics } from '../metrics/registry.ts'
import { canonicalJson } from '../store/canonical-json.ts'
import type { Workspace } from '../store/workspace.ts'
import { compareTraits } from './run-traits.ts'
import { toRun } from './run-view.ts'
import { figureValues } from './sample-figures.ts'
import { toScore } from './score-summary.ts'
import type { ServiceContext } from './service-context.ts'

/** A metric with its parameters, and the score of each run that has one. */
interface ScoredMetric {
  readonly metric: string
  readonly params: Record<string, unknown>
  /** In the order of the runs. */
  readonly scores: readonly (Score | undefined)[]
}

/** Runs side by side: what differs between them, and by how much their scores do. */
export async function compareRuns(
  context: ServiceContext,
  { runIds }: ParsedInput<'runs.compare'>,
): Promise<RunComparison> {
  refuseRepeats(runIds)
  const workspace = context.workspace.require()
  const runs = runIds.map((runId) => toRun(workspace.runs.get(runId), workspace))
  const scored = scoredMetrics(workspace, runIds)
  const complete = scored.filter(({ scores }) => scores.every((score) => score !== undefined))
  const compared: RunComparison['metrics'] = []
  for (const one of complete) compared.push(await compareMetric(context, workspace, runs, one))
  return {
    runs,
    ...compareTraits(workspace, runs),
    sharedSamples: sharedSamples(workspace, runIds),
    classNames: [...workspace.models.get(runs[0]?.modelId ?? 0).classNames],
    metrics: compared,
    missing: scored
      .filter((one) => !complete.includes(one))
      .map(({ metric, params, scores }) => ({
        metric,
        title: titleOf(metric),
        params,
        runIds: runIds.filter((_, index) => scores[index] === undefined),
      })),
  }
}

export function refuseRepeats(runIds: readonly number[]): void {
  if (new Set(runIds).size === runIds.length) return
  throw new WorkbenchError('invalid_input', `invalid runs: ${runIds.join(', ')} (must be different ones)`)
}

/** Every metric that any of the runs is scored with; scores with other parameters are other metrics. */
function scoredMetrics(workspace: Workspace, runIds: readonly number[]): ScoredMetric[] {
  const perRun = runIds.map(
    (runId) =>
      new Map(
        workspace.scores.list(runId).map((record) => {
          const score = toScore(record, metrics.find(({ id }) => id === record.metric)?.formula ?? '')
          return [canonicalJson([score.metric, score.params]), score] as const
        }),
      ),
  )
  const keys = [...new Set(perRun.flatMap((scores) => [...scores.keys()]))]
  return keys.flatMap((key) => {
    const scores = perRun.map((known) => known.get(key))
    const any = scores.find((score) => score !== undefined)
    return any === undefined ? [] : [{ metric: any.metric, params: any.params, scores }]
  })
}

async function compareMetric(
  { engine }: ServiceContext,
  workspace: Workspace,
  runs: readonly Pick<Run, 'id' | 'output'>[],
  { metric, params, scores }: ScoredMetric,
): Promise<RunComparison['metrics'][number]> {
  const runIds = runs.map(({ id }) => id)
  const outputs = runs.map(({ output }) => output)
  const figures = figuresOf(metric, scores)
  const { labels, values } = figureValues(workspace, runIds, { metric, params, figures })
  const compared = await engine.call('compare.figures', { figures: values, labels })
  return {
    metric,
    title: titleOf(metric),
    params,
    formula: scores.find((score) => score !== undefined)?.formula ?? '',
    degenerate: scores.map((score) => score?.degenerate ?? 0),
    caution: cautionOf(params, outputs),
    curves: scores.map((score) => score?.curves ?? null),
    figures: figures.map(({ id, title, better }, index) => ({
      id,
      title,
      better,
      perRun: scores.map((score) => score?.figures[id] ?? { value: null, interval: null, count: 0 }),
      paired: (compared[index]?.paired ?? []).map((pair, other) => ({
        ...pair,
        runId: runIds[other + 1] ?? 0,
        interval: pair.interval && [...pair.interval],
      })),
      perClass: (compared[index]?.perClass ?? []).map((one) => ({ ...one, means: [...one.means] })),
    })),
  }
}

/** Metrics that take each run's own output measure logits of one and probabilities of the other: not the same unit. */
function cautionOf(params: Record<string, unknown>, outputs: readonly string[]): string | null {
  if (params['output'] !== 'run' || new Set(outputs).size <= 1) return null
  return `the runs explain different outputs (${outputs.join(', ')}), and each is measured on its own: score with output=probability, say, to compare`
}

/** As the metric declares them; a figure that no run has a value of is left out. */
function figuresOf(id: string, scores: ScoredMetric['scores']): Figure[] {
  const present = new Set(scores.flatMap((score) => Object.keys(score?.figures ?? {})))
  const declared = metrics.find((metric) => metric.id === id)?.figures
  if (declared !== undefined) return declared.filter((figure) => present.has(figure.id))
  return [...present].map((figure) => ({ id: figure, title: figure, better: 'neither' }))
}

function titleOf(id: string): string {
  return metrics.find((metric) => metric.id === id)?.title ?? id
}

function sharedSamples(workspace: Workspace, runIds: readonly number[]): number {
  const [first = 0, ...others] = runIds
  const shared = others.map(
    (other) => new Set(workspace.maps.shared(first, other).map(({ sampleId }) => sampleId)),
  )
  const [smallest] = [...shared].sort((a, b) => a.size - b.size)
  return [...(smallest ?? [])].filter((sampleId) => shared.every((ids) => ids.has(sampleId))).length
}
