import type { ClassTemplate } from '#contract/class-templates.ts'
import { dashOf } from '../../charts/line-styles.ts'
import { placeTemplate } from '../../charts/place-template.ts'
import type { Overlay } from '../../charts/signal-plot.ts'

/** A class whose pattern can lie over the signal, and why it is of interest. */
export interface SignalOverlay extends Overlay {
  readonly name: string
  readonly role: 'target' | 'versus' | 'other'
  readonly dash: string
  /** Pearson's with the signal under it, for a pattern that was placed; null for a mean, which has its place. */
  readonly correlation: number | null
}

const ROLE_DASHES = { target: '11 3', versus: '3 3', other: null } as const

export interface OverlayRequest {
  readonly signal: Float32Array
  readonly target: number | null
  readonly versus: number | null
  readonly nameOf: (index: number) => string
}

/** null for a pattern that fits nowhere. */
export function overlayOf(template: ClassTemplate, request: OverlayRequest): SignalOverlay | null {
  const { classIndex, mean, deviation, source } = template
  const { signal, target, versus, nameOf } = request
  const role = classIndex === target ? 'target' : classIndex === versus ? 'versus' : 'other'
  const look = {
    classIndex,
    name: nameOf(classIndex),
    role,
    dash: ROLE_DASHES[role] ?? dashOf(classIndex),
  } as const
  if (source === 'mean') return { ...look, start: 0, values: mean, deviation, correlation: null }
  const placed = placeTemplate(signal, mean)
  return placed && { ...look, ...placed, deviation: null }
}
