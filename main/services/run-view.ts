import { z } from 'zod'
import { BackgroundSpec, OutputKind, Target, type MapSummary, type Run } from '#contract/attributions.ts'
import { Diagnostics } from '#contract/attributions.ts'
import type { MapRecord } from '../store/maps.ts'
import type { RunRecord } from '../store/run-record.ts'
import type { Workspace } from '../store/workspace.ts'

const Members = z.record(z.string(), z.unknown())

/** Earlier versions kept sums that are not finite, which JSON tells as null: one such map must not hide all others. */
const KeptDiagnostics = Diagnostics.extend({
  sum: z.number().nullable(),
  minimum: z.number().nullable(),
  maximum: z.number().nullable(),
})

export function diagnosticsOf({ diagnostics }: MapRecord): Diagnostics {
  const kept = KeptDiagnostics.parse(diagnostics)
  const { sum, minimum, maximum, degenerate } = kept
  const wrong = sum === null || minimum === null || maximum === null
  return {
    ...kept,
    sum: sum ?? 0,
    minimum: minimum ?? 0,
    maximum: maximum ?? 0,
    degenerate: degenerate ?? (wrong ? 'values of the map are not finite' : null),
  }
}

/** Collects the maps that are asked for one by one, until somebody starts it over a list of samples. */
export function isInteractive({ state }: RunRecord): boolean {
  return state === 'interactive'
}

export function toRun(record: RunRecord, workspace: Workspace): Run {
  const interactive = isInteractive(record)
  const mapCount = interactive ? workspace.maps.count(record.id) : 0
  const progress = interactive
    ? { total: mapCount, done: mapCount, failed: 0 }
    : workspace.runs.samples.progress(record.id)
  return {
    id: record.id,
    modelId: record.modelId,
    datasetId: record.datasetId,
    method: record.method,
    params: Members.parse(record.params),
    target: Target.parse(record.target),
    versus: record.versus,
    output: OutputKind.parse(record.output),
    seed: record.seed,
    background: BackgroundSpec.nullable().parse(record.background ?? null),
    state: record.state,
    total: progress.total,
    done: progress.done,
    failed: progress.failed,
    backend: record.backend,
    createdAt: record.createdAt,
    updatedAt: record.updatedAt,
    error: record.error === null ? null : { ...record.error },
    provenance: Members.parse(record.provenance),
  }
}

export function toMapSummary(map: MapRecord, run: RunRecord): MapSummary {
  return {
    id: map.id,
    runId: run.id,
    sampleId: map.sampleId,
    modelId: run.modelId,
    method: run.method,
    params: Members.parse(run.params),
    targetClass: map.targetClass,
    versus: map.versusClass,
    output: OutputKind.parse(run.output),
    seed: run.seed,
    shape: [...map.shape],
    backend: run.backend,
    diagnostics: diagnosticsOf(map),
    durationMs: map.durationMs,
    computedAt: map.computedAt,
  }
}
