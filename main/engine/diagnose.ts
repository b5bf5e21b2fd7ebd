import type { Diagnostics } from '#contract/attributions.ts'
import { backgroundDetails, type Background } from '../attribution/background.ts'
import type { Attribution } from '../attribution/method.ts'

/** What is told of every map; a map that says nothing gets its reason here at the latest. */
export function diagnose(attribution: Attribution, background: Background | null = null): Diagnostics {
  let sum = 0
  let minimum = Infinity
  let maximum = -Infinity
  let notFinite = 0
  for (const value of attribution.saliencyMap) {
    if (!Number.isFinite(value)) {
      // Left out of the figures, which are kept as JSON: that knows no such numbers.
      notFinite++
      continue
    }
    sum += value
    minimum = Math.min(minimum, value)
    maximum = Math.max(maximum, value)
  }
  return {
    evaluations: attribution.evaluations,
    sum,
    minimum: Number.isFinite(minimum) ? minimum : 0,
    maximum: Number.isFinite(maximum) ? maximum : 0,
    degenerate: attribution.degenerate ?? degenerateReason(minimum, maximum, notFinite),
    score: Number.isFinite(attribution.score) ? attribution.score : null,
    details: {
      ...attribution.details,
      ...(background === null ? {} : { background: backgroundDetails(background) }),
    },
  }
}

function degenerateReason(minimum: number, maximum: number, notFinite: number): string | null {
  if (notFinite > 0) return `${notFinite} values of the map are not finite`
  if (minimum === maximum) return `the map is constant (${minimum} everywhere)`
  return null
}
