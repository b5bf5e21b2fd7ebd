import { z } from 'zod'
import { WorkbenchError } from '#contract/errors.ts'
import { lastSpatialLayer } from '../graph/model-info.ts'
import { resizeBilinear } from '../kernels/resize-bilinear.ts'
import type { LayerMaps, LayerValues } from './layer-values.ts'
import type { Attribution, MethodContext } from './method.ts'
import type { ModelSession } from './model-session.ts'

/** Parameters that every class activation map has. */
export const camParams = z.object({
  layer: z.string().default('').meta({
    title: 'Layer',
    description: 'Layer whose feature maps are weighted. Empty: the last with positions.',
    format: 'layer',
  }),
  relu: z.boolean().default(true).meta({
    title: 'Positive part only',
    description: 'Keeps what speaks for the class, as the papers do; without it the map is signed.',
  }),
})

export type CamContext = MethodContext<z.output<typeof camParams>>

/** The layer that was asked for, or the last one with positions. */
export function camLayer(session: ModelSession, layer: string): string {
  const name = layer === '' ? lastSpatialLayer(session.model) : layer
  if (name === undefined) {
    throw new WorkbenchError(
      'capability_missing',
      'no layer to explain from: the model has no feature maps with positions',
    )
  }
  return name
}

/**
 * Finishes a class activation map: positive part where asked for, upsampled to the input, raw scale kept.
 * @param map  [h, w] at the layer's resolution
 */
export function camAttribution(
  context: CamContext,
  values: Pick<LayerMaps, 'shape' | 'score'>,
  map: Float32Array,
  made: {
    readonly evaluations: number
    /** Where it is not the usual one. */
    readonly layer?: string
    readonly details?: Readonly<Record<string, unknown>>
  },
): Attribution {
  const [height, width] = context.session.model.inputShape
  const kept = context.params.relu ? map.map((value) => Math.max(0, value)) : map
  const upsampled = resizeBilinear(
    kept,
    { height: values.shape[0], width: values.shape[1], channels: 1 },
    { height, width },
  )
  context.onProgress(made.evaluations, made.evaluations)
  const positive = kept.some((value) => value > 0)
  return {
    saliencyMap: upsampled,
    shape: [height, width],
    evaluations: made.evaluations,
    degenerate:
      context.params.relu && !positive
        ? 'no positive evidence: every position of the weighted feature maps speaks against the class'
        : null,
    score: values.score,
    details: { layer: made.layer ?? camLayer(context.session, context.params.layer), ...made.details },
  }
}

/** Sum over k of weights[k] * A_k, [h, w]. */
export function weightedMaps({ shape, featureMaps }: LayerMaps, weights: ArrayLike<number>): Float32Array {
  const [height, width, count] = shape
  const map = new Float32Array(height * width)
  for (let position = 0; position < map.length; position++) {
    let sum = 0
    for (let k = 0; k < count; k++) sum += weights[k]! * featureMaps[position * count + k]!
    map[position] = sum
  }
  return map
}

/** Per map k, the sum over positions of `value(gradient, activation)`. */
export function sumOverPositions(
  { shape, featureMaps, gradients }: LayerValues,
  value: (gradient: number, activation: number) => number,
): Float64Array {
  const count = shape[2]
  const sums = new Float64Array(count)
  for (let index = 0; index < featureMaps.length; index++) {
    sums[index % count]! += value(gradients[index]!, featureMaps[index]!)
  }
  return sums
}

/** Per position, the sum over maps of `value(gradient, activation)`, [h, w]. */
export function sumOverMaps(
  { shape, featureMaps, gradients }: LayerValues,
  value: (gradient: number, activation: number) => number,
): Float32Array {
  const count = shape[2]
  const map = new Float32Array(shape[0] * shape[1])
  for (let position = 0; position < map.length; position++) {
    let sum = 0
    for (let index = position * count; index < (position + 1) * count; index++) {
      sum += value(gradients[index]!, featureMaps[index]!)
    }
    map[position] = sum
  }
  return map
}
