import type { MapAgreement } from '#contract/attributions.ts'
import { formatFraction, formatPercent } from '../../../components/format.ts'

export const AGREEMENT_FIGURES = ['spearman', 'topIou', 'ssim'] as const
export type AgreementFigure = (typeof AGREEMENT_FIGURES)[number]

export function figureTitle(figure: AgreementFigure, topShare: number): string {
  if (figure === 'spearman') return 'Pixel order (Spearman)'
  if (figure === 'ssim') return 'Look (SSIM)'
  return `Top ${formatPercent(topShare)} overlap (IoU)`
}

/** What the number says, and what it is where two maps have nothing to do with each other. */
export function figureMeaning(figure: AgreementFigure, topShare: number): string {
  if (figure === 'spearman')
    return 'Rank correlation of the values: 1 the same order, 0 unrelated, −1 reversed.'
  if (figure === 'ssim')
    return 'Structural similarity, each map over its largest magnitude, 7 × 7 px: 1 the same picture, about 0 unrelated.'
  return `Shared part of the highest pixels of both: 1 the same pixels, about ${formatFraction(overlapByChance(topShare), 2)} by chance.`
}

/** Expected intersection over union of two independent choices of a share of the pixels: s² / (2s − s²). */
export function overlapByChance(topShare: number): number {
  return topShare === 0 ? 0 : topShare / (2 - topShare)
}

/** How strongly a cell is inked: nothing at what chance gives (or below), all at 1. */
export function strengthOf(figure: AgreementFigure, value: number | null, topShare: number): number {
  if (value === null) return 0
  const nothing = figure === 'topIou' ? overlapByChance(topShare) : 0
  return nothing >= 1 ? 1 : Math.min(1, Math.max(0, (value - nothing) / (1 - nothing)))
}

/** Two maps of one method and output have one unit: their values can be subtracted as they are. */
export function sameUnit(
  a: { readonly method: string; readonly output: string },
  b: { readonly method: string; readonly output: string },
): boolean {
  return a.method === b.method && a.output === b.output
}

export function valueOf(pair: MapAgreement | null, figure: AgreementFigure): number | null {
  return pair?.[figure] ?? null
}
