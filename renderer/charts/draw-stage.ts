import type { Colormap } from './colormaps.ts'
import { rasterize, type Plane, type Range } from './map-raster.ts'
import type { Placement } from './placement.ts'

export interface MapLayer {
  readonly plane: Plane
  readonly range: Range
  readonly colormap: Colormap
}

interface Drawing {
  readonly canvas: HTMLCanvasElement
  /** Of the pane, CSS px. */
  readonly width: number
  readonly height: number
  readonly picture: ImageBitmap
  readonly placement: Placement
  readonly layer: MapLayer | null
  readonly opacity: number
  readonly smooth: boolean
}

/** From this many screen px to a picture px on, pixels are shown as the squares that they are. */
const NEAREST_FROM = 8

/** Draws the tile, and a map over it, at the screen's own resolution. */
export function drawStage(drawing: Drawing): void {
  const { canvas, picture, placement, layer, opacity } = drawing
  const ratio = devicePixelRatio
  canvas.width = Math.round(drawing.width * ratio)
  canvas.height = Math.round(drawing.height * ratio)
  const context = canvas.getContext('2d')
  if (context === null) return
  const scale = placement.scale * ratio
  const box = {
    x: placement.x * ratio,
    y: placement.y * ratio,
    width: picture.width * scale,
    height: picture.height * scale,
  }
  context.imageSmoothingEnabled = scale < NEAREST_FROM
  context.imageSmoothingQuality = 'high'
  context.drawImage(picture, box.x, box.y, box.width, box.height)
  if (layer !== null) drawMap(context, { layer, box, opacity, smooth: drawing.smooth })
}

interface MapDrawing {
  readonly layer: MapLayer
  readonly box: { x: number; y: number; width: number; height: number }
  readonly opacity: number
  readonly smooth: boolean
}

/** Only what shows is coloured, so that the work does not grow with the zoom. */
function drawMap(context: CanvasRenderingContext2D, { layer, box, opacity, smooth }: MapDrawing): void {
  const left = Math.max(0, Math.floor(box.x))
  const top = Math.max(0, Math.floor(box.y))
  const width = Math.min(context.canvas.width, Math.ceil(box.x + box.width)) - left
  const height = Math.min(context.canvas.height, Math.ceil(box.y + box.height)) - top
  if (width <= 0 || height <= 0) return
  const { plane, range, colormap } = layer
  const perX = plane.width / box.width
  const perY = plane.height / box.height
  const image = new ImageData(width, height)
  rasterize(
    {
      plane,
      region: {
        x: (left - box.x) * perX,
        y: (top - box.y) * perY,
        width: width * perX,
        height: height * perY,
      },
      width,
      height,
      range,
      table: colormap.table,
      smooth,
    },
    image.data,
  )
  const overlay = new OffscreenCanvas(width, height)
  overlay.getContext('2d')?.putImageData(image, 0, 0)
  context.save()
  context.globalAlpha = opacity
  context.beginPath()
  context.rect(box.x, box.y, box.width, box.height)
  context.clip()
  context.drawImage(overlay, left, top)
  context.restore()
}
