import { z } from 'zod'
import { MenuCommand } from './commands.ts'
import { MapPartial } from './inspection.ts'
import { Job } from './jobs.ts'
import type { EventName } from './names.ts'

/** What every event carries. Progress comes at most 10 times a second and job, and never goes back. */
export const events = {
  'job.changed': Job,
  /** Something listed changed; the window asks again. */
  'workspace.changed': z.object({
    what: z.enum(['workspace', 'datasets', 'models', 'predictions', 'runs', 'maps', 'scores']),
    datasetId: z.int().optional(),
    modelId: z.int().optional(),
    sampleId: z.int().optional(),
    runId: z.int().optional(),
  }),
  'engine.state': z.object({
    state: z.enum(['starting', 'ready', 'crashed', 'stopped']),
    message: z.string().nullable(),
  }),
  'map.partial': MapPartial,
  /** Chosen in the desktop program's menu; nobody else emits it. */
  'menu.command': MenuCommand,
} satisfies Record<EventName, z.ZodType>

export type Events = typeof events
export type EventPayload<Name extends EventName> = z.output<Events[Name]>
