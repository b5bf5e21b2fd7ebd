import type { Picture } from '#contract/samples.ts'

/** A tile as the model sees it: [H, W, 4], 8 bits. */
export interface Pixels {
  readonly data: Uint8ClampedArray
  readonly width: number
  readonly height: number
}

export async function decodePixels({ mime, bytes }: Pick<Picture, 'mime' | 'bytes'>): Promise<Pixels> {
  const bitmap = await createImageBitmap(new Blob([new Uint8Array(bytes)], { type: mime }))
  const { width, height } = bitmap
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })
  if (context === null) throw new Error('no 2D drawing in this window')
  context.drawImage(bitmap, 0, 0)
  bitmap.close()
  return { data: context.getImageData(0, 0, width, height).data, width, height }
}

/** How many pixels have gone over at a step: round(step * pixels / steps), as the engine counts. */
export function movedAt(step: number, steps: number, pixels: number): number {
  return Math.round((step * pixels) / steps)
}

/**
 * `from`, with the first `count` pixels of the order taken from `to`.
 * @param channels  values a pixel: 4 of a picture, 1 of a signal
 * @param out       where it is written; as long as `from`
 */
export function composeMoved<Values extends Uint8ClampedArray | Float32Array>(
  {
    from,
    to,
    order,
    count,
    channels,
  }: {
    readonly from: Values
    readonly to: Values
    readonly order: Int32Array
    readonly count: number
    readonly channels: 1 | 4
  },
  out: Values,
): void {
  out.set(from)
  for (let index = 0; index < count; index++) {
    const first = order[index]! * channels
    for (let value = first; value < first + channels; value++) out[value] = to[value]!
  }
}
