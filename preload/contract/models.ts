import { z } from 'zod'
import { Preprocessing, RowId, SampleKind } from './common.ts'

export const LayerSummary = z.object({
  name: z.string(),
  className: z.string(),
  /** Without the batch: [h, w, K]; [1, l, K] for signals; [K] after pooling. */
  shape: z.array(z.int()),
  spatial: z.boolean(),
})
export type LayerSummary = z.infer<typeof LayerSummary>

export const Model = z.object({
  id: RowId,
  name: z.string(),
  location: z.string(),
  sha256: z.string(),
  format: z.string(),
  kind: SampleKind,
  /** [H, W, C]; H = 1 for signals. */
  inputShape: z.array(z.int()).length(3),
  classCount: z.int(),
  classNames: z.array(z.string()),
  preprocessing: Preprocessing,
  layers: z.array(LayerSummary),
  /** Layers that SISE and its kin take by default: the inputs of the pooling layers. */
  defaultLayers: z.array(z.string()),
  parameterCount: z.int(),
  /** What methods may need of it; absent where it was added before this was kept. */
  capabilities: z.array(z.string()).optional(),
  notes: z.array(z.string()),
})
export type Model = z.infer<typeof Model>

/** A model that ships with the program. */
export const BuiltInModel = z.object({
  id: z.string(),
  title: z.string(),
  description: z.string(),
  kind: SampleKind,
  license: z.string(),
})
export type BuiltInModel = z.infer<typeof BuiltInModel>
