/** Between two frames of a filmstrip, px. */
export const FRAME_GAP_PX = 8
/** Under the picture of a frame: its name and two lines of figures, px. */
export const CAPTION_PX = 54
const SIDES_PX = { least: 56, most: 176 } as const
const OVERSCAN = 3

export interface FilmLayout {
  /** Of the picture of a frame, px. */
  readonly height: number
  readonly width: number
  /** From one frame to the next, px. */
  readonly pitch: number
  /** Of all frames, px. */
  readonly length: number
}

/** Frames as tall as there is room for; a signal's are wider than tall. */
export function layoutFilm(
  count: number,
  room: number,
  plane: { readonly height: number; readonly width: number },
): FilmLayout {
  const height = Math.min(SIDES_PX.most, Math.max(SIDES_PX.least, Math.floor(room - CAPTION_PX)))
  const aspect = plane.height === 1 ? 1.6 : plane.width / plane.height
  const width = Math.round(Math.max(96, height * Math.min(2, aspect)))
  const pitch = width + FRAME_GAP_PX
  return { height, width, pitch, length: Math.max(0, count * pitch - FRAME_GAP_PX) }
}

/** Places in sight, from `first` up to `end`, with a few on either side. */
export function visibleFrames(
  { pitch }: Pick<FilmLayout, 'pitch'>,
  count: number,
  { left, width }: { readonly left: number; readonly width: number },
): { readonly first: number; readonly end: number } {
  const first = Math.max(0, Math.floor(left / pitch) - OVERSCAN)
  return { first: Math.min(first, count), end: Math.min(count, Math.ceil((left + width) / pitch) + OVERSCAN) }
}

/** Where a key leads along the film; null where it is none of its keys. */
export function moveInFilm(key: string, place: number, count: number, perPage: number): number | null {
  const moves: Readonly<Record<string, number>> = {
    ArrowLeft: place - 1,
    ArrowRight: place + 1,
    PageUp: place - Math.max(1, perPage),
    PageDown: place + Math.max(1, perPage),
    Home: 0,
    End: count - 1,
  }
  const next = moves[key]
  return next === undefined || count === 0 ? null : Math.min(count - 1, Math.max(0, next))
}

/** How far to scroll so that a frame is in sight, px. */
export function scrollToFrame(
  { pitch, width }: Pick<FilmLayout, 'pitch' | 'width'>,
  place: number,
  view: { readonly left: number; readonly width: number },
): number {
  const left = place * pitch
  if (left < view.left) return left
  return left + width > view.left + view.width ? left + width - view.width : view.left
}
