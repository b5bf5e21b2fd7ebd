import type { Rings } from './contour-tracer.ts'

/** Where a map lies on the canvas, canvas px. */
export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** How much of what is not highlighted is taken away: its place can still be guessed. */
const FADED = 0.88

/** The rings as a path on the canvas: whatever the zoom, its line is drawn at the screen's own resolution. */
export function ringPath(rings: Rings, plane: { width: number; height: number }, box: Box): Path2D {
  const path = new Path2D()
  const scaleX = box.width / plane.width
  const scaleY = box.height / plane.height
  const { points, starts, ringCount, pointCount } = rings
  for (let ring = 0; ring < ringCount; ring++) {
    const end = ring + 1 < ringCount ? starts[ring + 1]! : pointCount
    for (let point = starts[ring]!; point < end; point++) {
      const x = box.x + points[2 * point]! * scaleX
      const y = box.y + points[2 * point + 1]! * scaleY
      if (point === starts[ring]!) path.moveTo(x, y)
      else path.lineTo(x, y)
    }
    path.closePath()
  }
  return path
}

/** A light line in a dark one: one of the two stands out from whatever the tile is there. */
export function strokeTwice(context: CanvasRenderingContext2D, path: Path2D, ratio: number): void {
  context.save()
  context.lineJoin = 'bevel'
  context.strokeStyle = 'rgb(0 0 0 / 80%)'
  context.lineWidth = 2.6 * ratio
  context.stroke(path)
  context.strokeStyle = '#fff'
  context.lineWidth = 1.2 * ratio
  context.stroke(path)
  context.restore()
}

/** Where the rest is faded, a hairline is enough to end what is pale itself. */
export function strokeOnce(context: CanvasRenderingContext2D, path: Path2D, ratio: number): void {
  context.save()
  context.lineJoin = 'bevel'
  context.strokeStyle = 'rgb(0 0 0 / 55%)'
  context.lineWidth = ratio
  context.stroke(path)
  context.restore()
}

/** Fades what no ring encloses, so that the ground of the stage shows through it in either theme. */
export function fadeRest(context: CanvasRenderingContext2D, rings: Path2D, box: Box): void {
  const rest = new Path2D()
  rest.rect(box.x, box.y, box.width, box.height)
  rest.addPath(rings)
  context.save()
  context.globalCompositeOperation = 'destination-out'
  context.globalAlpha = FADED
  context.fill(rest, 'evenodd')
  context.restore()
}
