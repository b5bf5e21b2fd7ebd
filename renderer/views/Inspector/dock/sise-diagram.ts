import type { SiseLayer, SiseSteps } from '#contract/inspection.ts'
import type { Plane, Range } from '../../../charts/map-raster.ts'
import { formatValue } from '../../../components/format.ts'
import { rangeWords } from './shown-plane.ts'

/** One picture of the diagram, and the sign in front of it. */
export interface DiagramStep {
  readonly id: string
  readonly sign: string
  readonly title: string
  readonly caption: string
  readonly plane: Plane
  readonly range: Range
  /** What the ends of the colour bar mean. */
  readonly low: string
  readonly high: string
  readonly rows: readonly (readonly [string, string])[]
  /** Layer whose masks it is made of; null where it is made of other steps. */
  readonly masksOf: string | null
}

const IMPORTANCE = { low: 'unimportant', high: 'important' } as const
const SUBSCRIPTS = '₀₁₂₃₄₅₆₇₈₉'

/** (V₁ + V₂) × F(V₂) = E₂, (E₂ + V₃) × F(V₃) = E₃ ...: every picture that the final map comes from, in order. */
export function diagramOf({ layers, fusion }: Pick<SiseSteps, 'layers' | 'fusion'>): DiagramStep[] {
  const saying = layers.filter(({ visualization }) => visualization !== null)
  return saying.flatMap((layer, index) => stepsOf(layer, index, { count: saying.length, fusion }))
}

function stepsOf(
  layer: SiseLayer,
  index: number,
  { count, fusion }: { readonly count: number; readonly fusion: string },
): DiagramStep[] {
  const { name, visualization, gate, fused, otsuThreshold, keptCount, mapCount, gradientThreshold } = layer
  if (visualization === null) return []
  const at = subscript(index + 1)
  const threshold: [string, string][] =
    otsuThreshold === null ? [] : [['Otsu’s threshold', formatValue(otsuThreshold)]]
  const chosen: [string, string][] =
    gradientThreshold === null ? [] : [['Mean gradient from', formatValue(gradientThreshold)]]
  const own: DiagramStep = {
    id: `${name}/map`,
    sign: index === 0 ? '' : '+',
    title: `V${at}, map of ${name}`,
    caption: `V${at}: ${name}`,
    plane: visualization.plane,
    ...IMPORTANCE,
    range: { low: 0, high: 1 },
    rows: [
      ['Masks kept', `${keptCount} of ${mapCount}`],
      ...chosen,
      ...threshold,
      ...(count === 1 ? ([['Is', 'the final map']] as const) : []),
    ],
    masksOf: name,
  }
  if (gate === null || fused === null) return [own]
  const last = index === count - 1
  return [
    own,
    {
      id: `${name}/gate`,
      sign: '×',
      title: `F(V${at}), what ${name} lets through`,
      caption: `F(V${at}): ${gateName(fusion, otsuThreshold)}`,
      plane: gate.plane,
      low: 'hidden',
      high: 'let through',
      range: { low: 0, high: 1 },
      rows: [['Fusion', fusion], ...threshold],
      masksOf: null,
    },
    {
      id: `${name}/fused`,
      sign: '=',
      title: last ? `E${at}, the final map` : `E${at}, joined up to ${name}`,
      caption: last ? `E${at} final` : `E${at}`,
      plane: fused.plane,
      ...IMPORTANCE,
      range: { low: fused.minimum, high: fused.maximum },
      rows: [
        ['Range', rangeWords({ low: fused.minimum, high: fused.maximum })],
        ['Formula', `(${index === 1 ? 'V' : 'E'}${subscript(index)} + V${at}) × F(V${at})`],
      ],
      masksOf: null,
    },
  ]
}

function gateName(fusion: string, threshold: number | null): string {
  if (fusion === 'simple') return 'itself'
  if (threshold === null) return 'all'
  return `V > ${formatValue(Number(threshold.toPrecision(2)))}`
}

function subscript(number: number): string {
  return [...String(number)].map((digit) => SUBSCRIPTS[Number(digit)] ?? digit).join('')
}
