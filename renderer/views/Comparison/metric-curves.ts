import type { MeanCurves } from '#contract/evaluation.ts'
import type { MeanCurve } from '../../charts/mean-curves.ts'

export interface ComparedCurves {
  readonly xTitle: string
  readonly x: MeanCurves['x']
  /** Runs that are drawn, and those measured at other places. */
  readonly names: readonly string[]
  readonly leftOut: readonly string[]
  readonly sampleCounts: readonly number[]
  readonly hasRandom: boolean
  readonly series: readonly {
    readonly name: string
    readonly title: string
    readonly curves: readonly MeanCurve[]
  }[]
}

const RANDOM = /^random(?=[A-Z])/

/** One drawing for each kind of curve, with a line for each run; what a random order gives lies behind it. */
export function curvesBySeries(
  curves: readonly (MeanCurves | null)[],
  names: readonly string[],
): ComparedCurves | null {
  const all = curves.flatMap((one, index) => (one === null ? [] : [{ one, name: names[index] ?? '' }]))
  const first = all[0]?.one
  if (first === undefined) return null
  const drawn = all.filter(({ one }) => one.x.join() === first.x.join())
  const keys = Object.keys(first.y)
  const randomOf = (key: string) =>
    keys.find((other) => RANDOM.test(other) && lowerFirst(other.replace(RANDOM, '')) === key)
  const plain = keys.filter((key) => !RANDOM.test(key) || !keys.includes(lowerFirst(key.replace(RANDOM, ''))))
  return {
    xTitle: first.xTitle,
    x: first.x,
    names: drawn.map(({ name }) => name),
    leftOut: all.filter((one) => !drawn.includes(one)).map(({ name }) => name),
    sampleCounts: [...new Set(drawn.map(({ one }) => one.sampleCount))],
    hasRandom: plain.some((key) => randomOf(key) !== undefined),
    series: plain.map((key) => {
      const random = randomOf(key)
      const lines = drawn.map(({ one, name }) => curveOf(one, key, name))
      const behind = random === undefined ? [] : [{ ...curveOf(first, random, 'random order'), quiet: true }]
      return { name: key, title: words(key), curves: [...lines, ...behind] }
    }),
  }
}

function curveOf(curves: MeanCurves, key: string, name: string): MeanCurve {
  return { name, y: curves.y[key] ?? [], standardErrors: curves.standardErrors[key] ?? [] }
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}

/** `probabilityDrop` is `Probability drop`. */
function words(key: string): string {
  const spaced = key.replaceAll(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`)
  return spaced.charAt(0).toUpperCase() + spaced.slice(1)
}
