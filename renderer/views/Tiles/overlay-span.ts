import type { MapIndex, Run } from '#contract/attributions.ts'
import type { AppState } from '../../state/app.svelte.ts'
import { spanOf, type Span } from '../../state/map-index.ts'

export interface OverlaySpan {
  readonly range: Span
  readonly signed: boolean
}

/** One walk over the run's maps, not one for each tile on screen. */
const kept = new WeakMap<MapIndex, Map<boolean, OverlaySpan | null>>()

/** The one scale of a run's maps; null while it is not known, or no map has values. */
export function overlaySpan({ tiles, runs, workspace }: AppState, runId: number): OverlaySpan | null {
  const index = tiles.indexes.get(runId)
  const run = runs.runs.find(({ id }) => id === runId)
  if (index === null || run === undefined) return null
  const signed = isSignedRun(run, workspace.methods)
  const spans = kept.get(index) ?? new Map<boolean, OverlaySpan | null>()
  kept.set(index, spans)
  const known = spans.get(signed)
  if (known !== undefined) return known
  const range = spanOf(index, signed)
  // Values below zero mean "against" whatever the method promises: a map from elsewhere, no ReLU.
  const span = range === null ? null : { range, signed: range.low < 0 }
  spans.set(signed, span)
  return span
}

function isSignedRun(run: Run, methods: AppState['workspace']['methods']): boolean {
  const method = methods.find(({ id }) => id === run.method)
  return (method?.signed ?? false) && run.params['channels'] !== 'absolute'
}

/** Runs of the dataset and model on show that have maps: to lay over the tiles, or to filter by. */
export function runsWithMaps({ runs, workspace }: AppState): readonly Run[] {
  const { dataset, model } = workspace
  return runs.runs.filter((run) => run.done > 0 && run.datasetId === dataset?.id && run.modelId === model?.id)
}
