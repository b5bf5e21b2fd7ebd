import { z } from 'zod'
import { BackendChoice, Bytes, ErrorRecordSchema, Float32, Int32, RowId } from './common.ts'

/** The class that is explained. */
export const Target = z.union([
  z.object({ kind: z.enum(['predicted', 'true']) }),
  z.object({ kind: z.literal('class'), index: z.int().min(0) }),
])
export type Target = z.infer<typeof Target>

/** What is explained of the class: stated and stored with every map. */
export const OutputKind = z.enum(['probability', 'logit', 'log-odds'])
export type OutputKind = z.infer<typeof OutputKind>

/**
 * Samples that stand for "what is usual", for methods that compare with such a set. Chosen by seed, as many of each class as
 * of the others; `classes` takes them from those classes only: the tiles of B answer "why A and not B".
 */
export const BackgroundSpec = z.object({
  /** At most so many; a large number takes all. */
  count: z.int().min(1).max(100_000),
  seed: z.int().min(0).max(0xffffffff).default(0),
  classes: z.array(z.int().min(0)).min(1).nullable().default(null),
  name: z.string().min(1).max(200).default('balanced'),
  /** Data set of the workspace that they are taken from; the explained samples' own where left out. */
  datasetId: RowId.optional(),
})
export type BackgroundSpec = z.output<typeof BackgroundSpec>

/** Everything that decides a map's bytes, but the sample. */
export const Question = z.object({
  method: z.string(),
  /** As the method's schema takes them; defaults are filled in. */
  params: z.record(z.string(), z.unknown()).default({}),
  target: Target.default({ kind: 'predicted' }),
  /** Explains target minus this class. */
  versus: z.int().min(0).nullable().default(null),
  /** null: the method's own default (SISE: probability). */
  output: OutputKind.nullable().default(null),
  seed: z.int().min(0).max(0xffffffff).default(0),
  /** null: the default set of the model's kind (50 tiles, 100 signals); of no matter to methods that need none. */
  background: BackgroundSpec.nullable().default(null),
})
export type Question = z.input<typeof Question>

export const Citation = z.object({
  authors: z.string(),
  title: z.string(),
  venue: z.string(),
  year: z.int(),
  url: z.string(),
})
export const MethodSummary = z.object({
  id: z.string(),
  title: z.string(),
  summary: z.string(),
  family: z.string(),
  citation: Citation,
  needs: z.array(z.string()),
  signed: z.boolean(),
  outputs: z.array(OutputKind),
  defaultOutput: OutputKind,
  /** JSON schema of the parameters: title, description, default, bounds of each. */
  params: z.record(z.string(), z.unknown()),
})
export type MethodSummary = z.infer<typeof MethodSummary>

export const Diagnostics = z.object({
  /** Number of forward passes through the model, in samples. */
  evaluations: z.int().min(0),
  sum: z.number(),
  minimum: z.number(),
  maximum: z.number(),
  /** Set when the map says nothing: the reason, in words. */
  degenerate: z.string().nullable(),
  /** Score of the untouched sample that the map explains. */
  score: z.number().nullable(),
  /** Method-specific: kept masks, Otsu thresholds, standard error ... */
  details: z.record(z.string(), z.unknown()),
})
export type Diagnostics = z.infer<typeof Diagnostics>

export const MapSummary = z.object({
  id: RowId,
  runId: RowId,
  sampleId: RowId,
  modelId: RowId,
  method: z.string(),
  params: z.record(z.string(), z.unknown()),
  targetClass: z.int(),
  versus: z.int().nullable(),
  output: OutputKind,
  seed: z.int(),
  shape: z.array(z.int()),
  backend: z.string(),
  diagnostics: Diagnostics,
  durationMs: z.number(),
  computedAt: z.number(),
})
export type MapSummary = z.infer<typeof MapSummary>

/** A stored map: raw values, [H, W], [H, W, C] or [L]. */
export const StoredMap = MapSummary.extend({ values: Float32 })
export type StoredMap = z.infer<typeof StoredMap>

/** The maps of a run, row i of each column is one map: 100,000 of them cross the process border in one piece. */
export const MapIndex = z.object({
  sampleIds: Int32,
  /** Of the raw values; NaN where the map has none. */
  minimum: Float32,
  maximum: Float32,
  durationMs: Float32,
  /** Forward passes, in samples. */
  evaluations: Int32,
  /** 1 where the map says nothing. */
  degenerate: Bytes,
})
export type MapIndex = z.infer<typeof MapIndex>

/** Least and greatest value over the maps of a run; null while it has none that says anything. */
export const MapRange = z.object({
  minimum: z.number().nullable(),
  maximum: z.number().nullable(),
  /** Maps that it is taken over: those that say nothing, or whose sample has changed since, are left out. */
  count: z.int().min(0),
})
export type MapRange = z.infer<typeof MapRange>

/** How alike two maps of one sample are; null where it is undefined, with the reason in words. */
export const MapAgreement = z.object({
  a: RowId,
  b: RowId,
  /** Rank correlation of the values, in [-1, 1]. */
  spearman: z.number().nullable(),
  /** Intersection over union of the highest pixels. */
  topIou: z.number().nullable(),
  /** Structural similarity, each map over its largest magnitude. */
  ssim: z.number().nullable(),
  undefinedReason: z.string().nullable(),
})
export type MapAgreement = z.infer<typeof MapAgreement>

export const Run = z.object({
  id: RowId,
  modelId: RowId,
  datasetId: RowId,
  method: z.string(),
  params: z.record(z.string(), z.unknown()),
  target: Target,
  versus: z.int().nullable(),
  output: OutputKind,
  seed: z.int(),
  /** null or absent where the method compares with no samples. */
  background: BackgroundSpec.nullable().optional(),
  state: z.enum(['queued', 'running', 'paused', 'done', 'failed', 'cancelled', 'interactive']),
  /** Samples asked for, maps stored, samples that failed. */
  total: z.int(),
  done: z.int(),
  failed: z.int(),
  backend: z.string().nullable(),
  createdAt: z.number(),
  updatedAt: z.number(),
  error: ErrorRecordSchema.nullable(),
  /** Versions, hashes, preprocessing, and the command line that repeats the run. */
  provenance: z.record(z.string(), z.unknown()),
})
export type Run = z.infer<typeof Run>

export const ExplainRequest = z.object({
  sampleId: RowId,
  modelId: RowId,
  question: Question,
  backend: BackendChoice.optional(),
})
