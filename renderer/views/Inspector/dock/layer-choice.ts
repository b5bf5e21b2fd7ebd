import type { ActivationOrder } from '#contract/inspection.ts'
import type { LayerSummary } from '#contract/models.ts'

export const LAYER_ORDERS = [
  { id: 'index', title: 'by number' },
  { id: 'mean gradient', title: 'by mean gradient ∇' },
  { id: 'maximum', title: 'by maximum' },
] as const satisfies readonly { id: ActivationOrder; title: string }[]

/** `conv2d_3 · Conv2D · 112 × 112 × 64 · default`: name, kind and shape of what it puts out. */
export function layerTitle(layer: LayerSummary, defaultLayers: readonly string[]): string {
  const shape = layer.shape.length === 3 && layer.shape[0] === 1 ? layer.shape.slice(1) : layer.shape
  const parts = [layer.name, layer.className, shape.join(' × ')]
  return [...parts, ...(defaultLayers.includes(layer.name) ? ['default'] : [])].join(' · ')
}

/** The deepest of the default layers: what it sees is nearest to what a class looks like. */
export function usualLayer(
  spatial: readonly LayerSummary[],
  defaultLayers: readonly string[],
): string | null {
  const usual = spatial.findLast(({ name }) => defaultLayers.includes(name)) ?? spatial.at(-1)
  return usual?.name ?? null
}
