import { z } from 'zod'
import { ErrorRecordSchema, RowId } from './common.ts'

export const JobState = z.enum(['queued', 'running', 'paused', 'done', 'failed', 'cancelled'])

/** Long work. Every call that starts some answers at once with its job; `job.changed` tells the rest. */
export const Job = z.object({
  id: z.string(),
  kind: z.enum([
    'import',
    'predict',
    'explain',
    'run',
    'score',
    'sample',
    'evaluate',
    'download',
    'probe',
    'compact',
  ]),
  title: z.string(),
  state: JobState,
  done: z.number().min(0),
  total: z.number().min(0),
  /** What `done` and `total` count: `tiles`, `signals`, `masks`, `bytes`. */
  unit: z.string(),
  startedAt: z.number(),
  elapsedMs: z.number().min(0),
  remainingMs: z.number().min(0).nullable(),
  /** Set when finished with success. */
  result: z
    .object({
      datasetId: RowId.optional(),
      modelId: RowId.optional(),
      runId: RowId.optional(),
      mapId: RowId.optional(),
      scoreId: RowId.optional(),
      /** Of runs started together. */
      runIds: z.array(RowId).optional(),
      /** Scored beside the run that was asked for. */
      controls: z.array(z.object({ method: z.string(), runId: RowId, scoreId: RowId })).optional(),
      /** How many samples were left out or failed, each reported on its own. */
      failures: z.int().min(0).optional(),
    })
    .nullable(),
  error: ErrorRecordSchema.nullable(),
})
export type Job = z.infer<typeof Job>
export type JobState = z.infer<typeof JobState>
