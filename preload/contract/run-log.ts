import { z } from 'zod'
import { RowId } from './common.ts'

export const RUN_EVENTS = [
  'created',
  'extended', // asked for more samples
  'started',
  'paused',
  'resumed',
  'finished',
  'failed',
  'interrupted', // the process ended under it
  'engine-crashed',
  'sample-failed',
  'scored',
  'imported',
  'deleted',
  'restored',
] as const

/** What happened to a run; the workspace keeps the last 500 of each run. */
export const RunLogEntry = z.object({
  id: RowId,
  /** Milliseconds since 1970. */
  at: z.number(),
  kind: z.enum(RUN_EVENTS),
  /** One line in words: `12 of 496 maps in 8 s`. */
  message: z.string(),
  /** The sample concerned, where it is one. */
  sampleId: RowId.nullable(),
})
export type RunLogEntry = z.infer<typeof RunLogEntry>
export type RunEventKind = RunLogEntry['kind']
