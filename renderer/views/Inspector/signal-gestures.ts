import type { Attachment } from 'svelte/attachments'
import type { PositionAxis } from '../../charts/signal-plot.ts'
import type { SignalView } from '../../state/signal-view.svelte.ts'

/** A drag shorter than this is a slip, px. */
const LEAST_DRAG = 6

/** Cross-hair, drag to zoom, double click to see all of it; the wheel zooms where it is not needed for scrolling. */
export function signalGestures(
  view: SignalView,
  axisOf: () => PositionAxis,
  { wheel }: { readonly wheel: boolean },
): Attachment<SVGElement> {
  return (drawing) => {
    const listening = new AbortController()
    const { signal } = listening
    const xOf = (event: MouseEvent) => event.clientX - drawing.getBoundingClientRect().x
    let pressed: number | null = null
    const release = (event: PointerEvent) => {
      if (pressed !== null && view.brush !== null && Math.abs(xOf(event) - pressed) >= LEAST_DRAG) {
        view.show(view.brush[0], view.brush[1])
      }
      pressed = null
      view.brush = null
    }
    const move = (event: PointerEvent) => {
      const axis = axisOf()
      view.hovered = axis.indexAt(xOf(event))
      if (pressed !== null) view.brush = [axis.at(pressed), axis.at(xOf(event))]
    }
    const turn = (event: WheelEvent) => {
      if (!wheel && !event.ctrlKey && !event.metaKey) return
      event.preventDefault()
      view.zoomBy(Math.exp(-event.deltaY / 400), axisOf().at(xOf(event)))
    }
    drawing.addEventListener('pointermove', move, { signal })
    drawing.addEventListener('pointerup', release, { signal })
    drawing.addEventListener('pointercancel', release, { signal })
    drawing.addEventListener('dblclick', () => view.reset(), { signal })
    drawing.addEventListener('wheel', turn, { passive: false, signal })
    drawing.addEventListener('pointerleave', () => pressed === null && (view.hovered = null), { signal })
    drawing.addEventListener(
      'pointerdown',
      (event) => {
        if (event.button !== 0) return
        pressed = xOf(event)
        drawing.setPointerCapture(event.pointerId)
      },
      { signal },
    )
    return () => listening.abort()
  }
}

/** Arrows move the cross-hair, plus and minus zoom about it, 0 shows all. @returns whether the key did something */
export function signalKey(view: SignalView, { key, shiftKey }: KeyboardEvent): boolean {
  const stride = shiftKey ? 10 : 1
  const actions: Readonly<Record<string, () => void>> = {
    ArrowLeft: () => view.step(-stride),
    ArrowRight: () => view.step(stride),
    '+': () => view.zoomBy(1.5),
    '=': () => view.zoomBy(1.5),
    '-': () => view.zoomBy(1 / 1.5),
    '0': () => view.reset(),
  }
  actions[key]?.()
  return key in actions
}
