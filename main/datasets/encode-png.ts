import { WorkbenchError } from '#contract/errors.ts'
import { loadSharp } from './load-sharp.ts'

/** An 8-bit picture of 1 (grey), 3 (RGB) or 4 (RGBA) channels. */
export interface RawPicture {
  readonly data: Uint8Array | Uint8ClampedArray
  readonly width: number
  readonly height: number
  readonly channels: 1 | 3 | 4
}

export interface EncodedPicture {
  readonly bytes: Uint8Array
  readonly width: number
  readonly height: number
}

/**
 * Encodes a picture as PNG, lossless.
 * @param longestSide  px of the longer side of the result; smaller is averaged, larger repeats pixels (nearest).
 *                     The picture's own size where left out.
 * @throws             WorkbenchError `shape_mismatch` when the data does not fit the size
 */
export async function encodePng(picture: RawPicture, longestSide?: number): Promise<EncodedPicture> {
  const { data, width, height, channels } = picture
  if (data.length !== width * height * channels) {
    throw new WorkbenchError(
      'shape_mismatch',
      `shape mismatch: picture ${height}x${width}x${channels} holds ${height * width * channels} bytes, got ${data.length}`,
    )
  }
  const sharp = await loadSharp()
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
  let image = sharp(bytes, { raw: { width, height, channels } })
  const scale = longestSide === undefined ? 1 : longestSide / Math.max(width, height)
  if (scale !== 1) {
    image = image.resize({
      width: Math.max(1, Math.round(width * scale)),
      height: Math.max(1, Math.round(height * scale)),
      fit: 'fill',
      kernel: scale > 1 ? 'nearest' : 'lanczos3',
    })
  }
  const encoded = await image.png({ compressionLevel: 6 }).toBuffer({ resolveWithObject: true })
  return { bytes: encoded.data, width: encoded.info.width, height: encoded.info.height }
}
