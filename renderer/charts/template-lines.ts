import { area, line, scaleLinear } from 'd3'

/** A class of signals at each position: its mean and how far signals of it spread around it. */
export interface MeanSignal {
  readonly mean: Float32Array
  readonly deviation: Float32Array
}

export interface TemplateLines {
  readonly lines: readonly { readonly path: string; readonly band: string | null }[]
  readonly zero: number | null
}

/** Mean signals of several classes over one another, on one scale; bands of one deviation where there is a spread. */
export function layoutTemplates(
  templates: readonly MeanSignal[],
  { width, height }: { readonly width: number; readonly height: number },
): TemplateLines {
  const longest = Math.max(2, ...templates.map(({ mean }) => mean.length))
  let low = Infinity
  let high = -Infinity
  for (const { mean, deviation } of templates) {
    mean.forEach((value, index) => {
      low = Math.min(low, value - (deviation[index] ?? 0))
      high = Math.max(high, value + (deviation[index] ?? 0))
    })
  }
  if (!(low < high)) [low, high] = [Number.isFinite(low) ? low - 1 : 0, Number.isFinite(high) ? high + 1 : 1]
  const x = scaleLinear([0, longest - 1], [2, width - 2])
  const y = scaleLinear([low, high], [height - 3, 3])
  const draw = line<number>((_, index) => x(index), y).digits(1)
  return {
    lines: templates.map(({ mean, deviation }) => {
      const band = area<number>()
        .x((_, index) => x(index))
        .y0((value, index) => y(value - deviation[index]!))
        .y1((value, index) => y(value + deviation[index]!))
        .digits(1)
      return { path: draw(mean) ?? '', band: deviation.some((value) => value > 0) ? band(mean) : null }
    }),
    zero: low < 0 && high > 0 ? y(0) : null,
  }
}
