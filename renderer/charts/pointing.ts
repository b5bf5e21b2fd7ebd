import { untrack } from 'svelte'

/** Where a tooltip belongs that speaks of an element: at the pointer, or beside what the keyboard stands on. */
export function pointedAt(event: PointerEvent | FocusEvent): { x: number; y: number } {
  if ('clientX' in event) return { x: event.clientX, y: event.clientY }
  const rect = event.currentTarget instanceof Element ? event.currentTarget.getBoundingClientRect() : null
  return { x: rect === null ? 0 : rect.x + rect.width / 2, y: rect?.bottom ?? 0 }
}

/**
 * For `onblur`: what has the focus also loses it when it is taken away with its screen, in the middle of drawing, where
 * Svelte allows no change unless it is untracked.
 */
export function whenLeft(forget: () => void): () => void {
  return () => untrack(forget)
}
