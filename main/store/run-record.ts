import { WorkbenchError, type ErrorRecord } from '#contract/errors.ts'
import { canonicalHash } from './canonical-json.ts'
import { parseJson } from './json-column.ts'

/** `interactive`: maps come one by one as somebody asks for them. */
export type RunState = 'queued' | 'running' | 'paused' | 'done' | 'failed' | 'cancelled' | 'interactive'

/** Which samples of the dataset a run covers; unreadable samples never count. */
export type RunSelection =
  | { readonly kind: 'all' }
  | { readonly kind: 'first'; readonly count: number }
  | { readonly kind: 'samples'; readonly sampleIds: readonly number[] }

/** A run: what decides the values of its maps, which identifies it, and the samples that it covers, which do not. */
export interface RunDefinition {
  readonly modelId: number
  readonly datasetId: number
  readonly method: string
  readonly params: unknown
  readonly target: unknown
  /** The class that the target is contrasted with; null without a contrast. */
  readonly versus: number | null
  /** `logit` or `probability`. */
  readonly output: string
  readonly seed: number
  readonly backend: string
  /** The samples that the method compares with; null or absent where it needs none. */
  readonly background?: unknown
  readonly selection: RunSelection
}

export interface RunRecord extends RunDefinition {
  readonly id: number
  readonly runKey: string
  readonly state: RunState
  readonly provenance: unknown
  readonly error: ErrorRecord | null
  readonly createdAt: number
  readonly updatedAt: number
  readonly leaseOwner: string | null
  readonly leaseUntil: number | null
}

export interface RunRow {
  id: number
  run_key: string
  model_id: number
  dataset_id: number
  method: string
  params_json: string
  target_json: string
  versus: number | null
  output: string
  seed: number
  backend: string
  background_json: string | null
  selection_json: string
  state: RunState
  provenance_json: string
  error_json: string | null
  created_at: number
  updated_at: number
  lease_owner: string | null
  lease_until: number | null
}

/**
 * sha256 over everything that decides a map's bytes: the selection does not, it grows. A new member must change no key of runs
 * without that member.
 */
export function runKeyOf(definition: Omit<RunDefinition, 'selection'>): string {
  const { modelId, datasetId, method, params, target, versus, output, seed, backend } = definition
  const background = definition.background ?? undefined
  return canonicalHash({
    modelId,
    datasetId,
    method,
    params,
    target,
    versus,
    output,
    seed,
    backend,
    background,
  })
}

export function toRunRecord(row: RunRow): RunRecord {
  const of = `of run ${row.id}`
  return {
    id: row.id,
    runKey: row.run_key,
    modelId: row.model_id,
    datasetId: row.dataset_id,
    method: row.method,
    params: parseJson(row.params_json, `runs.params_json ${of}`),
    target: parseJson(row.target_json, `runs.target_json ${of}`),
    versus: row.versus,
    output: row.output,
    seed: row.seed,
    backend: row.backend,
    background:
      row.background_json === null ? null : parseJson(row.background_json, `runs.background_json ${of}`),
    selection: parseSelection(row),
    state: row.state,
    provenance: parseJson(row.provenance_json, `runs.provenance_json ${of}`),
    error: row.error_json === null ? null : parseErrorRecord(row.error_json, `runs.error_json ${of}`),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    leaseOwner: row.lease_owner,
    leaseUntil: row.lease_until,
  }
}

export function parseSelection(row: Pick<RunRow, 'id' | 'selection_json'>): RunSelection {
  const value = parseJson(row.selection_json, `runs.selection_json of run ${row.id}`)
  if (isSelection(value)) return value
  throw corrupt(`runs.selection_json of run ${row.id}`)
}

export function parseErrorRecord(text: string, column: string): ErrorRecord {
  const value = parseJson(text, column)
  if (isErrorRecord(value)) return value
  throw corrupt(column)
}

function isSelection(value: unknown): value is RunSelection {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return false
  if (value.kind === 'all') return true
  if (value.kind === 'first') return 'count' in value && typeof value.count === 'number'
  return value.kind === 'samples' && 'sampleIds' in value && Array.isArray(value.sampleIds)
}

function isErrorRecord(value: unknown): value is ErrorRecord {
  if (typeof value !== 'object' || value === null) return false
  return (
    'code' in value &&
    typeof value.code === 'string' &&
    'message' in value &&
    typeof value.message === 'string'
  )
}

function corrupt(column: string): WorkbenchError {
  return new WorkbenchError('store_corrupt', `workspace corrupt: ${column} (must have its known form)`, {
    details: { column },
  })
}
