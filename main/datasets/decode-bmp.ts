import { WorkbenchError } from '#contract/errors.ts'
import type { RgbPicture } from './rgb-picture.ts'

interface BmpHeader {
  readonly dataOffset: number
  readonly paletteOffset: number
  readonly paletteEntrySize: number
  readonly paletteLength: number
  readonly width: number
  readonly height: number
  readonly topDown: boolean
  readonly bits: number
}

/**
 * Decodes an uncompressed Windows bitmap: 1, 4 or 8 bits with a palette, 24 or 32 bits (the fourth byte dropped).
 * @throws WorkbenchError `file_corrupt`, `file_unsupported`
 */
export function decodeBmp(bytes: Uint8Array, name: string, pixelLimit: number): RgbPicture {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const header = readHeader(buffer, name)
  const { width, height, bits, dataOffset } = header
  if (width < 1 || height < 1) throw corrupt(name, `size ${width}x${height}`)
  if (width * height > pixelLimit) {
    throw new WorkbenchError('file_unsupported', `picture too large: ${name} (${width}x${height} px)`)
  }
  const stride = Math.ceil((width * bits) / 32) * 4
  if (dataOffset + stride * height > buffer.length) throw corrupt(name, 'truncated')
  const rgb = new Uint8Array(width * height * 3)
  const palette = bits <= 8 ? readPalette(buffer, header, name) : undefined
  for (let row = 0; row < height; row++) {
    const line = dataOffset + (header.topDown ? row : height - 1 - row) * stride
    for (let column = 0; column < width; column++) {
      const target = (row * width + column) * 3
      const source =
        palette === undefined ? line + (column * bits) / 8 : 3 * paletteIndex(buffer, line, column, bits)
      const colours = palette ?? buffer
      rgb[target] = colours[source + 2] ?? 0
      rgb[target + 1] = colours[source + 1] ?? 0
      rgb[target + 2] = colours[source] ?? 0
    }
  }
  return { rgb, width, height }
}

function paletteIndex(buffer: Buffer, line: number, column: number, bits: number): number {
  const byte = buffer[line + Math.floor((column * bits) / 8)]!
  const shift = 8 - bits - ((column * bits) % 8)
  return (byte >> shift) & ((1 << bits) - 1)
}

function readHeader(buffer: Buffer, name: string): BmpHeader {
  if (buffer.length < 26) throw corrupt(name, 'truncated')
  const infoSize = buffer.readUInt32LE(14)
  // OS/2 1.x: 16-bit sizes and palette entries of three bytes
  const old = infoSize === 12
  if (!old && (infoSize < 40 || buffer.length < 54)) throw corrupt(name, `header of ${infoSize} bytes`)
  const bits = buffer.readUInt16LE(old ? 24 : 28)
  const compression = old ? 0 : buffer.readUInt32LE(30)
  const masked = compression === 3 && bits === 32 && usualMasks(buffer)
  if ((compression !== 0 && !masked) || ![1, 4, 8, 24, 32].includes(bits)) {
    throw new WorkbenchError(
      'file_unsupported',
      `unsupported picture: ${name} (bitmap of ${bits} bits, compression ${compression}; must be uncompressed, 1, 4, 8, 24 or 32 bits)`,
    )
  }
  const signedHeight = old ? buffer.readUInt16LE(20) : buffer.readInt32LE(22)
  return {
    dataOffset: buffer.readUInt32LE(10),
    paletteOffset: 14 + infoSize,
    paletteEntrySize: old ? 3 : 4,
    paletteLength: (old ? 0 : buffer.readUInt32LE(46)) || 2 ** Math.min(bits, 8),
    width: old ? buffer.readUInt16LE(18) : buffer.readInt32LE(18),
    height: Math.abs(signedHeight),
    topDown: signedHeight < 0,
    bits,
  }
}

/** Bit fields in the order that plain 32-bit bitmaps have anyway. */
function usualMasks(buffer: Buffer): boolean {
  return (
    buffer.length >= 66 &&
    buffer.readUInt32LE(54) === 0xff_0000 &&
    buffer.readUInt32LE(58) === 0xff00 &&
    buffer.readUInt32LE(62) === 0xff
  )
}

/** Blue, green, red of each entry. */
function readPalette(buffer: Buffer, header: BmpHeader, name: string): Uint8Array {
  const { paletteOffset, paletteEntrySize, bits } = header
  const length = Math.min(header.paletteLength, 2 ** bits)
  if (paletteOffset + length * paletteEntrySize > buffer.length) throw corrupt(name, 'truncated palette')
  const palette = new Uint8Array(3 * 2 ** bits)
  for (let entry = 0; entry < length; entry++) {
    palette.set(buffer.subarray(paletteOffset + entry * paletteEntrySize).subarray(0, 3), 3 * entry)
  }
  return palette
}

function corrupt(name: string, reason: string): WorkbenchError {
  return new WorkbenchError('file_corrupt', `corrupt picture: ${name} (${reason})`, {
    details: { name, reason },
  })
}
