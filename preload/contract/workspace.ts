import { z } from 'zod'
import { FileHandle, RowId, SampleKind } from './common.ts'

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

/** A published data set that Eosin knows how to fetch, and what of it is on this machine. */
export const CataloguedDataset = z.object({
  id: z.string(),
  title: z.string(),
  summary: z.string(),
  sampleCount: z.int(),
  classNames: z.array(z.string()),
  licence: z.object({ name: z.string(), url: z.string() }),
  citation: z.string(),
  /** The record's page, for people. */
  page: z.string(),
  /** What is downloaded, or brought from elsewhere. */
  archive: z.object({ name: z.string(), bytes: z.number(), md5: z.string(), address: z.string() }),
  /** About what it takes on disk when unpacked. */
  unpackedBytes: z.number(),
  /** For display: the archive, put here by hand, is found. */
  place: z.string(),
  state: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('absent') }),
    /** A download that can go on. */
    z.object({ kind: z.literal('partial'), bytes: z.number() }),
    z.object({ kind: z.literal('present'), folder: FileHandle, location: z.string() }),
  ]),
})
export type CataloguedDataset = z.infer<typeof CataloguedDataset>
