import { TABLE_SIZE, type Colormap } from '../../charts/colormaps.ts'

/** Px of the file to a px of the screen: sharp in print. */
export const PICTURE_SCALE = 3

const HEAD_PX = 30
const BAR_PX = 58
const PAD_PX = 10

export interface PictureBar {
  readonly colormap: Colormap
  readonly low: string
  readonly middle?: string
  readonly high: string
  readonly meaning: { readonly low: string; readonly high: string }
  readonly scale?: string
}

interface PanePicture {
  /** The pane's picture, `PICTURE_SCALE` times its size on the screen. */
  readonly content: HTMLCanvasElement
  readonly title: string
  readonly note: string
  readonly bar: PictureBar | null
  /** The element whose colours and face are used. */
  readonly look: HTMLElement
}

/** A pane as it is shown, with its title and its colour bar, as a PNG file. */
export async function panePicture({ content, title, note, bar, look }: PanePicture): Promise<Blob> {
  const width = content.width / PICTURE_SCALE
  const height = content.height / PICTURE_SCALE
  const canvas = document.createElement('canvas')
  canvas.width = content.width
  canvas.height = Math.round((HEAD_PX + height + (bar === null ? 0 : BAR_PX)) * PICTURE_SCALE)
  const context = canvas.getContext('2d')
  if (context === null) throw new Error('no room for a picture')
  const style = getComputedStyle(look)
  const colour = (name: string) => style.getPropertyValue(name)
  context.scale(PICTURE_SCALE, PICTURE_SCALE)
  context.fillStyle = colour('--panel')
  context.fillRect(0, 0, width, canvas.height)
  context.fillStyle = colour('--stage')
  context.fillRect(0, HEAD_PX, width, height)
  context.drawImage(content, 0, HEAD_PX, width, height)
  const pen: Pen = { context, face: style.fontFamily, ink: colour('--ink'), pale: colour('--ink-2') }
  drawHead(pen, { title, note, width })
  if (bar !== null) drawBar(pen, bar, { y: HEAD_PX + height, width })
  return new Promise((done, failed) => {
    canvas.toBlob((blob) => (blob === null ? failed(new Error('the picture is too large')) : done(blob)))
  })
}

interface Pen {
  readonly context: CanvasRenderingContext2D
  readonly face: string
  readonly ink: string
  readonly pale: string
}

function drawHead({ context, face, ink, pale }: Pen, head: { title: string; note: string; width: number }) {
  context.textBaseline = 'middle'
  context.font = `620 13px ${face}`
  context.fillStyle = ink
  context.fillText(head.title, PAD_PX, HEAD_PX / 2)
  const after = PAD_PX + context.measureText(head.title).width + 8
  context.font = `420 12px ${face}`
  context.fillStyle = pale
  // Squeezed rather than cut where the pane is narrow.
  context.fillText(head.note, after, HEAD_PX / 2, Math.max(1, head.width - after - PAD_PX))
}

function drawBar(pen: Pen, bar: PictureBar, place: { y: number; width: number }): void {
  const { context, face, ink, pale } = pen
  const { table } = bar.colormap
  const length = place.width - 2 * PAD_PX
  for (let step = 0; step < TABLE_SIZE; step++) {
    context.fillStyle = `rgb(${table[3 * step]} ${table[3 * step + 1]} ${table[3 * step + 2]})`
    const x = PAD_PX + (step * length) / TABLE_SIZE
    // Drawn over the next by a little: no seam between the steps.
    context.fillRect(x, place.y + 8, Math.min(length / TABLE_SIZE + 0.5, PAD_PX + length - x), 9)
  }
  const rows = [
    { texts: [bar.low, bar.middle ?? '', bar.high], y: place.y + 27, colour: ink },
    { texts: [bar.meaning.low, bar.scale ?? '', bar.meaning.high], y: place.y + 44, colour: pale },
  ]
  context.font = `420 12px ${face}`
  for (const { texts, y, colour } of rows) {
    context.fillStyle = colour
    texts.forEach((text, index) => {
      context.textAlign = (['left', 'center', 'right'] as const)[index] ?? 'left'
      context.fillText(text, PAD_PX + (index * length) / 2, y, length / 3)
    })
  }
}
