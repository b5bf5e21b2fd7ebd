import { z } from 'zod'
import { OutputKind } from './attributions.ts'
import { Float32, Int32, RowId } from './common.ts'

/** Most planes of one answer. */
export const MAXIMUM_PLANES = 64

/** Feature maps of a layer in the order in which they are looked through; the largest first but for `index`. */
export const ActivationOrder = z.enum(['index', 'mean gradient', 'maximum'])
export type ActivationOrder = z.infer<typeof ActivationOrder>

export const ActivationsRequest = z.object({
  sampleId: RowId,
  modelId: RowId,
  layer: z.string().min(1).max(500),
  order: ActivationOrder.default('index'),
  offset: z.int().min(0).default(0),
  limit: z.int().min(1).max(MAXIMUM_PLANES).default(32),
  /** Class whose score the gradients are of; null: the predicted one. */
  targetClass: z.int().min(0).nullable().default(null),
  output: OutputKind.default('logit'),
})
export type ActivationsRequest = z.input<typeof ActivationsRequest>

/**
 * Planes [n, h, w], one after the other. They are shown, not computed with: no side is longer than 112, each value the mean
 * over a square of `reduction` x `reduction` positions of the whole plane (1: as they are).
 */
export const Planes = z.object({ height: z.int(), width: z.int(), reduction: z.int(), values: Float32 })
export type Planes = z.infer<typeof Planes>

/** One value per plane of the answer. */
const PlaneFigures = z.object({
  /** Of the whole plane, not the reduced one. */
  minimum: Float32,
  maximum: Float32,
  mean: Float32,
  /** Mean over the positions of the derivative of the explained score with respect to the feature map. */
  meanGradient: Float32,
})

export const Activations = PlaneFigures.extend({
  layer: z.string(),
  /** Of the layer, [h, w, k]; signals have h = 1. */
  shape: z.array(z.int()).length(3),
  targetClass: z.int(),
  output: OutputKind,
  /** Explained score of the sample. */
  score: z.number(),
  /** Over all maps of the layer. */
  layerMinimum: z.number(),
  layerMaximum: z.number(),
  /** How many maps there are, and where this page of them begins. */
  total: z.int(),
  offset: z.int(),
  /** Which feature maps these are. */
  indices: Int32,
  planes: Planes,
})
export type Activations = z.infer<typeof Activations>

export const SiseStepsRequest = z.object({
  mapId: RowId,
  /** The masks of this layer only; null: of each layer. */
  layer: z.string().max(500).nullable().default(null),
  /** Page of the masks of each layer, those with the highest score first. 0 masks: only how the layers are joined. */
  offset: z.int().min(0).default(0),
  limit: z.int().min(0).max(MAXIMUM_PLANES).default(32),
})
export type SiseStepsRequest = z.input<typeof SiseStepsRequest>

/** A map of values in the layers' common scale, reduced as `Planes` are. */
const ReducedMap = z.object({ minimum: z.number(), maximum: z.number(), plane: Planes })

export const SiseLayer = z.object({
  name: z.string(),
  shape: z.array(z.int()).length(3),
  mapCount: z.int(),
  /** How many feature maps became masks. */
  keptCount: z.int(),
  /** Mean gradient from which feature maps are kept, where the data chose it. */
  gradientThreshold: z.number().nullable(),
  /** The masks of this page: feature maps stretched to 0 .. 1, by falling score of the sample seen through each. */
  masks: PlaneFigures.extend({ offset: z.int(), indices: Int32, scores: Float32, planes: Planes }),
  /** The layer's own map V, 0 .. 1; null where it says nothing. */
  visualization: ReducedMap.nullable(),
  /** Otsu's threshold of V as the fusion uses it; null where V has fewer than two levels or says nothing. */
  otsuThreshold: z.number().nullable(),
  /** What V lets through, F(V); null for the first layer that is joined, and where V says nothing. */
  gate: ReducedMap.nullable(),
  /** The layers up to here joined: E of this layer; null where V says nothing. */
  fused: ReducedMap.nullable(),
  /** Why the layer's map says nothing, in words. */
  degenerate: z.string().nullable(),
})
export type SiseLayer = z.infer<typeof SiseLayer>

/** How a stored map of the SISE family came about: computed again, step by step. */
export const SiseSteps = z.object({
  mapId: RowId,
  method: z.string(),
  fusion: z.string(),
  output: OutputKind,
  targetClass: z.int(),
  /** Explained score of the untouched sample. */
  score: z.number(),
  /** From shallow to deep. */
  layers: z.array(SiseLayer),
  /** Largest difference of the last step from the stored map: below 1e-5 where nothing has changed since. */
  storedDifference: z.number(),
})
export type SiseSteps = z.infer<typeof SiseSteps>

/** A map that still converges, of a job that explains one sample. At most four a second. */
export const MapPartial = z.object({
  jobId: z.string(),
  sampleId: RowId,
  method: z.string(),
  /** [h, w], or [l] of a signal; no side longer than 256: means over squares. Channels are added. */
  shape: z.array(z.int()),
  values: Float32,
  /** Masks or samples that it rests on, of so many. */
  evaluations: z.number(),
  total: z.number(),
  /** Mean over the values of the whole map; null where the method tells none. */
  standardError: z.number().nullable(),
})
export type MapPartial = z.infer<typeof MapPartial>
