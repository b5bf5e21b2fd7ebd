import { z } from 'zod'
import { RowId } from './common.ts'

/** What the workspace file is made of, in bytes. */
export const StorageUse = z.object({
  /** The file with its log. */
  fileBytes: z.number(),
  /** Compressed values of all maps, those of deleted runs included. */
  mapsBytes: z.number(),
  mapCount: z.int(),
  /** Empty pages in the file: `workspace.compact` gives them back to the disk. */
  freeBytes: z.number(),
  /** Maps of deleted runs that can still be restored: compacting removes them for good. */
  deletedBytes: z.number(),
  /** Left on the disk that holds the file; null where the system does not say. */
  diskFreeBytes: z.number().nullable(),
  /** Largest first. */
  runs: z.array(z.object({ runId: RowId, method: z.string(), mapCount: z.int(), bytes: z.number() })),
  /** Deleted runs that can still be restored, newest first. */
  deletedRuns: z.array(
    z.object({
      runId: RowId,
      method: z.string(),
      mapCount: z.int(),
      bytes: z.number(),
      deletedAt: z.number(),
    }),
  ),
})
export type StorageUse = z.infer<typeof StorageUse>
