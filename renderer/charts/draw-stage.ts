import type { Colormap } from './colormaps.ts'
import { ContourTracer } from './contour-tracer.ts'
import { fadeRest, ringPath, strokeOnce, strokeTwice, type Box } from './draw-highlight.ts'
import { rasterize, type Plane, type Range } from './map-raster.ts'
import type { Selection } from './pixel-ranking.ts'
import type { Placement } from './placement.ts'

export interface MapLayer {
  readonly plane: Plane
  readonly range: Range
  readonly colormap: Colormap
}

/** The highest pixels of a layer, outlined, or shown alone. */
export interface StageHighlight {
  readonly selection: Selection
  readonly only: boolean
}

export interface StageDrawing {
  readonly canvas: HTMLCanvasElement
  /** Of the pane, CSS px. */
  readonly width: number
  readonly height: number
  readonly picture: ImageBitmap
  readonly placement: Placement
  readonly layer: MapLayer | null
  readonly highlight: StageHighlight | null
  readonly opacity: number
  readonly smooth: boolean
  /** Canvas px to a CSS px; the screen's own where it is left out. */
  readonly ratio?: number
}

/** From this many screen px to a picture px on, pixels are shown as the squares that they are. */
const NEAREST_FROM = 8

/**
 * Draws the tile, a map over it and what is highlighted, at the screen's own resolution. What is expensive is kept for the
 * next frame: the coloured map while neither it nor its place changes, the outline's arrays always.
 */
export class StagePainter {
  #overlay: { key: readonly unknown[]; canvas: OffscreenCanvas; left: number; top: number } | null = null
  #tracer: ContourTracer | null = null
  #rings: { key: readonly unknown[]; path: Path2D } | null = null

  draw(drawing: StageDrawing): void {
    const { canvas, picture, placement, layer, highlight } = drawing
    const ratio = drawing.ratio ?? devicePixelRatio
    const context = sized(canvas, Math.round(drawing.width * ratio), Math.round(drawing.height * ratio))
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
    const alone = highlight?.only === true
    if (layer !== null && !alone && drawing.opacity > 0) this.#drawMap(context, layer, box, drawing)
    if (layer !== null && highlight !== null) {
      const path = this.#outline(layer.plane, highlight.selection, box, drawing.smooth)
      if (alone) fadeRest(context, path, box)
      const stroke = alone ? strokeOnce : strokeTwice
      stroke(context, path, ratio)
    }
  }

  #drawMap(context: CanvasRenderingContext2D, layer: MapLayer, box: Box, drawing: StageDrawing): void {
    const overlay = this.#colored(context.canvas, layer, box, drawing.smooth)
    if (overlay === null) return
    context.save()
    context.globalAlpha = drawing.opacity
    context.beginPath()
    context.rect(box.x, box.y, box.width, box.height)
    context.clip()
    context.drawImage(overlay.canvas, overlay.left, overlay.top)
    context.restore()
  }

  /** Only what shows is coloured, so that the work does not grow with the zoom. */
  #colored(canvas: HTMLCanvasElement, layer: MapLayer, box: Box, smooth: boolean) {
    const left = Math.max(0, Math.floor(box.x))
    const top = Math.max(0, Math.floor(box.y))
    const width = Math.min(canvas.width, Math.ceil(box.x + box.width)) - left
    const height = Math.min(canvas.height, Math.ceil(box.y + box.height)) - top
    if (width <= 0 || height <= 0) return null
    const { plane, range, colormap } = layer
    const key = [plane.values, range.low, range.high, colormap, ...Object.values(box), width, height, smooth]
    if (this.#overlay !== null && same(this.#overlay.key, key)) return this.#overlay
    const image = new ImageData(width, height)
    const perX = plane.width / box.width
    const perY = plane.height / box.height
    const region = {
      x: (left - box.x) * perX,
      y: (top - box.y) * perY,
      width: width * perX,
      height: height * perY,
    }
    rasterize({ plane, region, width, height, range, table: colormap.table, smooth }, image.data)
    const kept = this.#overlay?.canvas
    const surface =
      kept?.width === width && kept.height === height ? kept : new OffscreenCanvas(width, height)
    surface.getContext('2d')?.putImageData(image, 0, 0)
    this.#overlay = { key, canvas: surface, left, top }
    return this.#overlay
  }

  #outline(plane: Plane, selection: Selection, box: Box, smooth: boolean): Path2D {
    const key = [selection.ranking, selection.count, ...Object.values(box), smooth]
    if (this.#rings !== null && same(this.#rings.key, key)) return this.#rings.path
    if (this.#tracer?.fits(plane.width, plane.height) !== true) {
      this.#tracer = new ContourTracer(plane.width, plane.height)
    }
    const path = ringPath(this.#tracer.trace(selection, smooth), plane, box)
    this.#rings = { key, path }
    return path
  }
}

/** Setting a canvas's size drops its memory, so that is done only where it changes. */
function sized(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D | null {
  const context = canvas.getContext('2d')
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width
    canvas.height = height
  } else {
    context?.clearRect(0, 0, width, height)
  }
  return context
}

function same(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index])
}
