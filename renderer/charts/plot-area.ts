export interface Margin {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

/** The part of a drawing that lies between its axes, px. */
export interface PlotArea extends Margin {
  readonly width: number
  readonly height: number
}

/** What the margins leave of a drawing: a px at least, before the window has a size. */
export function plotArea(
  margin: Margin,
  size: { readonly width: number; readonly height: number },
): PlotArea {
  const width = Math.max(1, size.width - margin.left - margin.right)
  const height = Math.max(1, size.height - margin.top - margin.bottom)
  const { left, top } = margin
  return { left, top, width, height, right: left + width, bottom: top + height }
}

/** The same of a list of rows, which is as high as they are together. */
export function rowsArea(margin: Margin, width: number, rowsHeight: number): PlotArea {
  return plotArea(margin, { width, height: margin.top + rowsHeight + margin.bottom })
}
