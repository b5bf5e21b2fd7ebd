import { raisedOtsuThreshold } from '../kernels/otsu.ts'

export type Fusion = 'soft-otsu' | 'otsu' | 'simple'

/** Steepness of the sigmoid that stands for Otsu's step in the study's code. */
const SOFT_STEEPNESS = 100

/**
 * Joins layer maps from shallow to deep: E = V_1, then E <- (E + V) * F(V), with F by name
 * `soft-otsu` 1 / (1 + exp(-100 (V - t))), `otsu` [V > t], `simple` V, and t Otsu's threshold of V (raised, see
 * `raisedOtsuThreshold`). A map with fewer than two levels has no threshold and is added as it is.
 *
 * @param maps  layer maps of equal size in [0, 1], shallow first
 * @returns     new map, not normalised again; null where there is none to join
 * @see         Sattarzadeh et al. 2021, Sec. 3.3
 */
export function fuseLayers(maps: readonly Float32Array[], fusion: Fusion): Float32Array | null {
  const [first, ...deeper] = maps
  if (first === undefined) return null
  return deeper.reduce<Float32Array>((joined, map) => {
    const gate = gateOf(map, fusion)
    return joined.map((value, index) => (value + map[index]!) * gate(map[index]!))
  }, first.slice())
}

/** Otsu's threshold as the fusion uses it; null where the map has fewer than two levels. */
export function otsuFusionThreshold(map: Float32Array): number | null {
  return raisedOtsuThreshold(map) ?? null
}

/** F(V) of a layer's map, value by value: what the map lets through of the layers joined so far. */
export function gateOf(map: Float32Array, fusion: Fusion): (value: number) => number {
  if (fusion === 'simple') return (value) => value
  const threshold = otsuFusionThreshold(map)
  if (threshold === null) return () => 1
  if (fusion === 'otsu') return (value) => (value > threshold ? 1 : 0)
  return (value) => 1 / (1 + Math.exp(-SOFT_STEEPNESS * (value - threshold)))
}

/**
 * Layers whose raised threshold no value of their map reaches: Otsu's step lets nothing through, and its soft form little
 * but the tail of the sigmoid, whose shape is not evidence.
 * @param layers  in the order of fusion; the first one has no gate
 * @returns       in words; null where every gate opens somewhere
 */
export function closedGates(
  layers: readonly { readonly layerName: string; readonly threshold: number | null }[],
  fusion: Fusion,
): string | null {
  if (fusion === 'simple') return null
  const closed = layers.slice(1).filter(({ threshold }) => threshold !== null && threshold > 1)
  if (closed.length === 0) return null
  const told = closed.map(
    ({ layerName, threshold }) => `${layerName} (threshold ${threshold!.toFixed(3)}, its largest value 1)`,
  )
  const share = fusion === 'otsu' ? 'nothing' : 'hardly anything'
  return `the fusion lets ${share} through at ${told.join(', ')}: what is left is no evidence; explain one layer, or fuse by simple`
}
