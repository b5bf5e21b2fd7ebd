import type { Colormap } from './colormaps.ts'
import { rasterize, type Plane, type Range } from './map-raster.ts'

interface PlaneDrawing {
  readonly canvas: HTMLCanvasElement
  /** CSS px. */
  readonly width: number
  readonly height: number
  readonly plane: Plane
  readonly range: Range
  readonly colormap: Colormap
  readonly smooth: boolean
  /** Under the plane, stretched to it; with it the plane is laid over with `opacity`. */
  readonly picture?: ImageBitmap | null
  readonly opacity?: number
  /** A signal under the plane of one, in the same place. */
  readonly signal?: Float32Array | null
}

/** A plane at the screen's resolution: colours of a tile's, colours and a line of a signal's. */
export function drawPlane(drawing: PlaneDrawing): void {
  const { canvas, plane, picture = null, signal = null } = drawing
  const ratio = devicePixelRatio
  canvas.width = Math.max(1, Math.round(drawing.width * ratio))
  canvas.height = Math.max(1, Math.round(drawing.height * ratio))
  const context = canvas.getContext('2d')
  if (context === null) return
  if (picture !== null) {
    context.imageSmoothingQuality = 'high'
    context.drawImage(picture, 0, 0, canvas.width, canvas.height)
  }
  const flat = plane.height === 1
  context.globalAlpha = picture === null && signal === null && !flat ? 1 : (drawing.opacity ?? 1)
  paint(context, drawing)
  context.globalAlpha = 1
  if (flat) strokeSeries(context, signal ?? plane.values, ratio)
}

function paint(context: CanvasRenderingContext2D, { plane, range, colormap, smooth }: PlaneDrawing): void {
  const { width, height } = context.canvas
  const image = new ImageData(width, height)
  const region = { x: 0, y: 0, width: plane.width, height: plane.height }
  // A signal's positions are not to be blended: each is one value.
  const blended = smooth && plane.height > 1
  rasterize({ plane, region, width, height, range, table: colormap.table, smooth: blended }, image.data)
  const layer = new OffscreenCanvas(width, height)
  layer.getContext('2d')?.putImageData(image, 0, 0)
  context.drawImage(layer, 0, 0)
}

/** Values from left to right, from their lowest at the bottom to their highest at the top; dark on a light rim. */
function strokeSeries(context: CanvasRenderingContext2D, values: Float32Array, ratio: number): void {
  const { width, height } = context.canvas
  let [low, high] = [Infinity, -Infinity]
  for (const value of values) {
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  if (!(high > low)) return
  const inset = 4 * ratio
  context.beginPath()
  values.forEach((value, index) => {
    const x = ((index + 0.5) / values.length) * width
    const y = height - inset - ((value - low) / (high - low)) * (height - 2 * inset)
    context.lineTo(x, y)
  })
  context.lineJoin = 'round'
  for (const [style, weight] of [
    ['rgb(255 255 255 / 0.85)', 4],
    ['rgb(29 26 36)', 1.6],
  ] as const) {
    context.strokeStyle = style
    context.lineWidth = weight * ratio
    context.stroke()
  }
}
