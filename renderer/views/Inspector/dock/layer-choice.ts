import type { ActivationOrder } from '#contract/inspection.ts'
import type { LayerSummary } from '#contract/models.ts'

export const LAYER_ORDERS = [
  { id: 'index', title: 'number' },
  { id: 'mean gradient', title: 'mean gradient' },
  { id: 'maximum', title: 'maximum' },
] as const satisfies readonly { id: ActivationOrder; title: string }[]

/** `conv2d_3 · Conv2D · 112×112×64`: name, kind and shape of what it puts out. */
export function layerTitle({ name, className, shape }: LayerSummary): string {
  // A signal's height is 1.
  const told = shape.length === 3 && shape[0] === 1 ? shape.slice(1) : shape
  return [name, className, told.join('×')].join(' · ')
}

/** The deepest of the default layers: what it sees is nearest to what a class looks like. */
export function usualLayer(
  spatial: readonly LayerSummary[],
  defaultLayers: readonly string[],
): string | null {
  const usual = spatial.findLast(({ name }) => defaultLayers.includes(name)) ?? spatial.at(-1)
  return usual?.name ?? null
}
