import { rocAuc } from '../roc.ts'
import { rankScores, type RankedScores } from '../ranked-scores.ts'

export interface LocalisationScores {
  readonly pointingGame: number
  /** null where the map has no positive value */
  readonly massAccuracy: number | null
  readonly rankAccuracy: number
  readonly bestIou: number
  /** null where the mask covers everything */
  readonly localisationAuc: number | null
}

/**
 * How well a map finds a mask. What ties decide is the expectation over a random order of the tied pixels: a constant map
 * points into the mask, and ranks, as often as the mask is large.
 * @param map   [H, W], finite
 * @param mask  [H, W], not 0 inside; at least one pixel inside
 */
export function scoreLocalisation(map: Float32Array, mask: Uint8Array): LocalisationScores {
  const inside = Float64Array.from(map.filter((_, pixel) => mask[pixel] !== 0))
  const outside = Float64Array.from(map.filter((_, pixel) => mask[pixel] === 0))
  const ranked = rankScores(inside, outside)
  return {
    pointingGame: ranked.truePositives[0]! / (ranked.truePositives[0]! + ranked.falsePositives[0]!),
    massAccuracy: massAccuracy(inside, outside),
    rankAccuracy: hitsAmongHighest(ranked, inside.length) / inside.length,
    bestIou: bestIou(ranked),
    localisationAuc: rocAuc(ranked),
  }
}

/** Negatives are clipped first: they would make a share of the mass meaningless. */
function massAccuracy(inside: Float64Array, outside: Float64Array): number | null {
  const positive = (values: Float64Array): number =>
    values.reduce((sum, value) => sum + Math.max(0, value), 0)
  const mass = positive(inside)
  const total = mass + positive(outside)
  return total > 0 ? mass / total : null
}

function hitsAmongHighest({ truePositives, falsePositives }: RankedScores, count: number): number {
  let hits = 0
  let taken = 0
  for (let step = 0; step < truePositives.length; step++) {
    const reached = truePositives[step]! + falsePositives[step]!
    const gained = truePositives[step]! - hits
    if (reached >= count) return hits + (gained * (count - taken)) / (reached - taken)
    hits += gained
    taken = reached
  }
  return hits
}

function bestIou({ truePositives, falsePositives, positiveCount }: RankedScores): number {
  let best = 0
  for (let step = 0; step < truePositives.length; step++) {
    best = Math.max(best, truePositives[step]! / (positiveCount + falsePositives[step]!))
  }
  return best
}
