import { z } from 'zod'
import { RowId, SampleKind } from './common.ts'

export const WorkspaceInfo = z.object({
  name: z.string(),
  /** For display only; calls take ids. */
  location: z.string(),
  readonly: z.boolean(),
  /** Made by the built-in generators: every screen says that it is not for diagnosis. */
  synthetic: z.boolean(),
  sampleCount: z.int(),
  datasetCount: z.int(),
  modelCount: z.int(),
  runCount: z.int(),
  mapCount: z.int(),
  sizeBytes: z.number(),
})
export type WorkspaceInfo = z.infer<typeof WorkspaceInfo>

export const RecentWorkspace = z.object({
  handle: z.string(),
  name: z.string(),
  location: z.string(),
  openedAt: z.number(),
  missing: z.boolean(),
})
export type RecentWorkspace = z.infer<typeof RecentWorkspace>

export const IntegrityReport = z.object({ ok: z.boolean(), messages: z.array(z.string()) })
export type IntegrityReport = z.infer<typeof IntegrityReport>

export const Dataset = z.object({
  id: RowId,
  name: z.string(),
  kind: SampleKind,
  location: z.string(),
  classNames: z.array(z.string()),
  sampleCount: z.int(),
  problemCount: z.int(),
  synthetic: z.boolean(),
})
export type Dataset = z.infer<typeof Dataset>
