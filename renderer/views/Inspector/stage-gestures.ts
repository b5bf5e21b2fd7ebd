import type { Attachment } from 'svelte/attachments'
import type { StageView } from '../../state/stage-view.svelte.ts'

/** Share of the pane that an arrow key moves the picture by. */
const KEY_STEP = 0.1
/** Zoom per px of a wheel; a trackpad's pinch comes as small steps with the control key. */
const WHEEL_RATE = 0.002
const PINCH_RATE = 0.01
/** A finger that shakes is no drag, px. */
const DRAG_FROM = 3

interface Point {
  readonly x: number
  readonly y: number
}

/** Wheel and pinch zoom about the pointer, dragging pans, arrows pan, the pointer (or Shift and arrows) sets the cross-hair. */
export function stageGestures(stage: StageView): Attachment<HTMLElement> {
  return (pane) => {
    const listening = new AbortController()
    const { signal } = listening
    const placeOf = (event: MouseEvent): Point => {
      const box = pane.getBoundingClientRect()
      return { x: event.clientX - box.left, y: event.clientY - box.top }
    }
    const onwheel = (event: WheelEvent) => {
      event.preventDefault()
      const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1
      const rate = event.ctrlKey ? PINCH_RATE : WHEEL_RATE
      // One notch of a wheel is 100 px or more; of a pinch it is a few.
      const step = Math.max(-300, Math.min(300, event.deltaY * lines)) * rate
      stage.zoomBy(Math.exp(-Math.max(-0.7, Math.min(0.7, step))), placeOf(event))
      stage.cursor = stage.toPicture(placeOf(event).x, placeOf(event).y)
    }
    // Not passive: the page must not scroll or zoom with the picture.
    pane.addEventListener('wheel', onwheel, { passive: false, signal })
    pane.addEventListener('dblclick', () => stage.fit(), { signal })
    pane.addEventListener('keydown', (event) => moveByKey(stage, event), { signal })
    listenToPointers(pane, stage, { placeOf, signal })
    return () => listening.abort()
  }
}

interface Listening {
  readonly placeOf: (event: MouseEvent) => Point
  readonly signal: AbortSignal
}

/** One pointer that is down pans, two of them also zoom. */
function listenToPointers(pane: HTMLElement, stage: StageView, { placeOf, signal }: Listening): void {
  const down = new Map<number, Point>()
  let moved = 0
  const onpointerdown = (event: PointerEvent) => {
    if (event.button !== 0) return
    down.set(event.pointerId, placeOf(event))
    pane.setPointerCapture(event.pointerId)
    moved = 0
  }
  const onpointermove = (event: PointerEvent) => {
    const place = placeOf(event)
    const before = down.get(event.pointerId)
    if (before !== undefined) {
      moved += Math.hypot(place.x - before.x, place.y - before.y)
      const other = [...down].find(([id]) => id !== event.pointerId)?.[1]
      if (other !== undefined) stage.zoomBy(spanOf(place, other) / spanOf(before, other), other)
      else if (moved >= DRAG_FROM) stage.panBy(place.x - before.x, place.y - before.y)
      if (moved >= DRAG_FROM || other !== undefined) down.set(event.pointerId, place)
    }
    stage.cursor = stage.toPicture(place.x, place.y)
  }
  const onpointerup = (event: PointerEvent) => down.delete(event.pointerId)
  const onpointerleave = () => {
    stage.cursor = null
  }
  pane.addEventListener('pointerdown', onpointerdown, { signal })
  pane.addEventListener('pointermove', onpointermove, { signal })
  pane.addEventListener('pointerup', onpointerup, { signal })
  pane.addEventListener('pointercancel', onpointerup, { signal })
  pane.addEventListener('pointerleave', onpointerleave, { signal })
}

function spanOf(a: Point, b: Point): number {
  return Math.max(1, Math.hypot(a.x - b.x, a.y - b.y))
}

function moveByKey(stage: StageView, event: KeyboardEvent): void {
  const steps: Readonly<Record<string, readonly [number, number]>> = {
    ArrowLeft: [-1, 0],
    ArrowRight: [1, 0],
    ArrowUp: [0, -1],
    ArrowDown: [0, 1],
  }
  const step = steps[event.key]
  if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return
  event.preventDefault()
  const { width, height } = stage.pane
  if (event.shiftKey) stage.moveCursor(...step)
  else stage.panBy(-step[0] * width * KEY_STEP, -step[1] * height * KEY_STEP)
}
