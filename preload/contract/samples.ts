import { z } from 'zod'
import { Bytes, Float32, Int16, Int32, RowId } from './common.ts'

/** One column per property, row i of each is sample i: 100,000 rows cross the process border in one piece. */
export const SampleTable = z.object({
  ids: Int32,
  names: z.array(z.string()),
  /** -1 where not labelled. */
  labels: Int16,
  /** -1 where not predicted (yet), or unreadable. */
  predicted: Int16,
  /** Probability of the predicted class; NaN where not predicted. */
  confidence: Float32,
  /** 1 where the sample could not be read. */
  problem: Bytes,
  /** 1 where any map of the model is stored. */
  hasMap: Bytes,
})
export type SampleTable = z.infer<typeof SampleTable>

export const Prediction = z.object({
  probabilities: z.array(z.number()),
  logits: z.array(z.number()),
  predicted: z.int(),
  confidence: z.number(),
  backend: z.string(),
})
export type Prediction = z.infer<typeof Prediction>

export const SampleDetail = z.object({
  id: RowId,
  datasetId: RowId,
  name: z.string(),
  label: z.int().nullable(),
  problem: z.string().nullable(),
  sha256: z.string().nullable(),
  prediction: Prediction.nullable(),
})
export type SampleDetail = z.infer<typeof SampleDetail>

export const Picture = z.object({
  mime: z.string(),
  bytes: Bytes,
  /** Of the picture as sent, px. */
  width: z.int(),
  height: z.int(),
  /** Of the file, px. */
  originalWidth: z.int(),
  originalHeight: z.int(),
})
export type Picture = z.infer<typeof Picture>

export const Signal = z.object({
  values: Float32,
  /** The pattern of each class that the generator drew from, where known: [classCount][templateLength]. */
  templates: z.array(z.object({ label: z.int(), x: z.array(z.number()), y: z.array(z.number()) })),
})
export type Signal = z.infer<typeof Signal>
