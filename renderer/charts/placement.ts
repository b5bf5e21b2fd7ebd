/** Where a picture lies in its pane: screen px per picture px, and the picture's corner in pane px. */
export interface Placement {
  readonly scale: number
  readonly x: number
  readonly y: number
}

interface Size {
  readonly width: number
  readonly height: number
}

const MARGIN_PX = 10
const MAXIMUM_SCALE = 64
const MINIMUM_SCALE = 0.05

/** The largest scale at which the whole picture shows, with a margin around it. */
export function fitScale(picture: Size, pane: Size): number {
  const width = Math.max(1, pane.width - 2 * MARGIN_PX)
  const height = Math.max(1, pane.height - 2 * MARGIN_PX)
  return Math.min(width / picture.width, height / picture.height)
}

/** Changes the scale so that the picture's point under `at` stays where it is. */
export function zoomAbout(placement: Placement, scale: number, at: { x: number; y: number }): Placement {
  const next = Math.min(MAXIMUM_SCALE, Math.max(MINIMUM_SCALE, scale))
  const ratio = next / placement.scale
  return { scale: next, x: at.x - (at.x - placement.x) * ratio, y: at.y - (at.y - placement.y) * ratio }
}

/** Keeps the picture in sight: centred along a side where it is smaller than the pane, covering the pane where larger. */
export function clampPan(placement: Placement, picture: Size, pane: Size): Placement {
  const along = (offset: number, length: number, room: number) => {
    if (length + 2 * MARGIN_PX <= room) return (room - length) / 2
    return Math.min(MARGIN_PX, Math.max(room - MARGIN_PX - length, offset))
  }
  return {
    scale: placement.scale,
    x: along(placement.x, picture.width * placement.scale, pane.width),
    y: along(placement.y, picture.height * placement.scale, pane.height),
  }
}
