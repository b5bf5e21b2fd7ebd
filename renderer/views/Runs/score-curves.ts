import type { MeanCurves, Score } from '#contract/evaluation.ts'
import type { ChartTable } from '../../charts/chart-table.ts'
import type { MeanCurve } from '../../charts/mean-curves.ts'
import type { ControlScore } from './control-scores.ts'

/** More lines than this cannot be told apart: the controls stay out. */
const MOST_LINES = 6

/** A line for each series of the score, and for each of a control over the same x. */
export function curvesWithControls(curves: MeanCurves, controls: readonly ControlScore[]): MeanCurve[] {
  const own = linesOf(curves, (name) => name)
  const others = controls.flatMap(({ title, score }) =>
    score.curves != null && sameX(score.curves, curves)
      ? linesOf(score.curves, (name) => `${name}, ${title.toLowerCase()}`)
      : [],
  )
  return own.length + others.length <= MOST_LINES ? [...own, ...others] : own
}

function linesOf(curves: MeanCurves, nameOf: (series: string) => string): MeanCurve[] {
  return Object.entries(curves.y).map(([series, y]) => ({
    name: nameOf(wordsOf(series)),
    y,
    standardErrors: curves.standardErrors[series] ?? [],
  }))
}

/** `randomDeletion` as words. */
function wordsOf(series: string): string {
  return series.replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
}

function sameX(a: MeanCurves, b: MeanCurves): boolean {
  return a.x.length === b.x.length && a.x.every((value, index) => value === b.x[index])
}

export function curvesFile(curves: NonNullable<Score['curves']>, lines: readonly MeanCurve[]): ChartTable {
  return {
    columns: [curves.xTitle, ...lines.flatMap(({ name }) => [name, `${name}, standard error`])],
    rows: curves.x.map((x, index) => [
      x,
      ...lines.flatMap(({ y, standardErrors }) => [y[index] ?? null, standardErrors[index] ?? null]),
    ]),
  }
}
