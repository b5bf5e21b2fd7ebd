import type { Attachment } from 'svelte/attachments'
import type { StageView } from '../../state/stage-view.svelte.ts'

/** Share of the pane that an arrow key moves the picture by. */
const KEY_STEP = 0.1

/** Wheel zooms about the pointer, dragging pans, arrows pan, the pointer sets the cross-hair. */
export function stageGestures(stage: StageView): Attachment<HTMLElement> {
  return (pane) => {
    const at = (event: PointerEvent | WheelEvent) => {
      const box = pane.getBoundingClientRect()
      return { x: event.clientX - box.left, y: event.clientY - box.top }
    }
    const onwheel = (event: WheelEvent) => {
      event.preventDefault()
      const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1
      stage.zoomBy(Math.exp(-event.deltaY * lines * 0.002), at(event))
    }
    const onpointerdown = (event: PointerEvent) => {
      if (event.button === 0) pane.setPointerCapture(event.pointerId)
    }
    const onpointermove = (event: PointerEvent) => {
      const { x, y } = at(event)
      if (pane.hasPointerCapture(event.pointerId)) stage.panBy(event.movementX, event.movementY)
      stage.cursor = stage.toPicture(x, y)
    }
    const onpointerleave = () => {
      stage.cursor = null
    }
    const ondblclick = () => stage.fit()
    const onkeydown = (event: KeyboardEvent) => {
      const { width, height } = stage.pane
      const steps: Record<string, readonly [number, number]> = {
        ArrowLeft: [width * KEY_STEP, 0],
        ArrowRight: [-width * KEY_STEP, 0],
        ArrowUp: [0, height * KEY_STEP],
        ArrowDown: [0, -height * KEY_STEP],
      }
      const step = steps[event.key]
      if (step === undefined) return
      event.preventDefault()
      stage.panBy(...step)
    }
    const listening = new AbortController()
    const { signal } = listening
    // Not passive: the page must not scroll or zoom with the picture.
    pane.addEventListener('wheel', onwheel, { passive: false, signal })
    pane.addEventListener('pointerdown', onpointerdown, { signal })
    pane.addEventListener('pointermove', onpointermove, { signal })
    pane.addEventListener('pointerleave', onpointerleave, { signal })
    pane.addEventListener('dblclick', ondblclick, { signal })
    pane.addEventListener('keydown', onkeydown, { signal })
    return () => listening.abort()
  }
}
