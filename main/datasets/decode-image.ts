import { readFile, stat } from 'node:fs/promises'
import type { Metadata, Sharp } from 'sharp'
import { WorkbenchError } from '#contract/errors.ts'
import { decodeBmp } from './decode-bmp.ts'
import { loadSharp } from './load-sharp.ts'
import type { RgbPicture } from './rgb-picture.ts'

export interface DecodeLimits {
  readonly pixels: number
  readonly fileBytes: number
}

export const DECODE_LIMITS: DecodeLimits = { pixels: 100_000_000, fileBytes: 1 << 30 }

type Format = 'bmp' | 'jpeg' | 'png' | 'tiff' | 'webp'

/**
 * Reads the bytes of a picture file.
 * @throws WorkbenchError `file_unreadable`, `file_unsupported` (too large), `file_corrupt` (empty)
 */
export async function readImageFile(path: string, name: string, limits = DECODE_LIMITS): Promise<Uint8Array> {
  try {
    const facts = await stat(path)
    // Reading a pipe or a device could wait for ever.
    if (!facts.isFile())
      throw new WorkbenchError('file_unreadable', `unreadable file: ${name} (not a regular file)`)
    const { size } = facts
    if (size > limits.fileBytes) {
      throw new WorkbenchError(
        'file_unsupported',
        `file too large: ${name} (${size} bytes; at most ${limits.fileBytes})`,
      )
    }
    return await readFile(path)
  } catch (thrown) {
    if (thrown instanceof WorkbenchError) throw thrown
    const reason = thrown instanceof Error ? thrown.message : String(thrown)
    throw new WorkbenchError('file_unreadable', `unreadable file: ${name} (${reason})`, {
      details: { name, reason },
      cause: thrown,
    })
  }
}

/**
 * Decodes a TIFF, PNG, JPEG, WebP or BMP file to 8-bit RGB as Pillow's `open(...).convert('RGB')`: alpha is dropped,
 * not blended; colour profiles are not applied; orientation is applied to TIFF only (Pillow's TIFF reader does so, its
 * others do not); of several pages the first. Of 16-bit values the
 * high byte is taken (Pillow does so for RGB, and clips grey to white).
 * @param name  what to call it in errors
 * @throws      WorkbenchError `file_corrupt` (empty, truncated, damaged), `file_unsupported`
 */
export async function decodeImage(
  bytes: Uint8Array,
  name: string,
  limits = DECODE_LIMITS,
): Promise<RgbPicture> {
  if (bytes.length === 0) throw corrupt(name, 'empty file')
  const format = formatOf(bytes)
  if (format === undefined) {
    throw new WorkbenchError(
      'file_unsupported',
      `unsupported picture: ${name} (must be TIFF, PNG, JPEG, WebP or BMP)`,
    )
  }
  if (format === 'bmp') return decodeBmp(bytes, name, limits.pixels)
  const sharp = await loadSharp()
  try {
    const open = (): Sharp =>
      sharp(bytes, { failOn: 'truncated', limitInputPixels: false, ignoreIcc: true, pages: 1, page: 0 })
    const metadata = await open().metadata()
    checkMetadata(metadata, name, limits)
    const turned = metadata.format === 'tiff' && (metadata.orientation ?? 1) > 1
    const image = turned ? open().autoOrient() : open()
    return metadata.space === 'cmyk' ? await decodeCmyk(image) : await decodeRgb(image, metadata)
  } catch (thrown) {
    if (thrown instanceof WorkbenchError) throw thrown
    const reason = thrown instanceof Error ? (thrown.message.split('\n')[0] ?? '') : String(thrown)
    throw corrupt(name, reason, thrown)
  }
}

function formatOf(bytes: Uint8Array): Format | undefined {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(16, bytes.byteLength)).toString('latin1')
  if (start.startsWith('BM')) return 'bmp'
  if (start.startsWith('\xff\xd8\xff')) return 'jpeg'
  if (start.startsWith('\x89PNG\r\n\x1a\n')) return 'png'
  if (/^(II[*+]\0|MM\0[*+])/.test(start)) return 'tiff'
  return start.startsWith('RIFF') && start.slice(8, 12) === 'WEBP' ? 'webp' : undefined
}

function checkMetadata(metadata: Metadata, name: string, limits: DecodeLimits): void {
  const { width, height, depth } = metadata
  if (width * height > limits.pixels) {
    throw new WorkbenchError(
      'file_unsupported',
      `picture too large: ${name} (${width}x${height} px; at most ${limits.pixels} px)`,
    )
  }
  if (depth !== 'uchar' && depth !== 'ushort') {
    throw new WorkbenchError(
      'file_unsupported',
      `unsupported picture: ${name} (${depth} values; must be 8 or 16 bits)`,
    )
  }
}

async function decodeRgb(image: Sharp, metadata: Metadata): Promise<RgbPicture> {
  const wide = metadata.depth === 'ushort'
  const space = metadata.channels <= 2 ? (wide ? 'grey16' : 'b-w') : wide ? 'rgb16' : 'srgb'
  const { data, info } = await image
    .removeAlpha()
    .toColourspace(space)
    .raw({ depth: wide ? 'ushort' : 'uchar' })
    .toBuffer({ resolveWithObject: true })
  const { width, height, channels } = info
  const step = wide ? 2 : 1
  // The high byte of a little-endian word is its second.
  const high = step - 1
  const rgb = new Uint8Array(width * height * 3)
  for (let pixel = 0; pixel < width * height; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      const source = pixel * channels + (channels < 3 ? 0 : channel)
      rgb[pixel * 3 + channel] = data[source * step + high]!
    }
  }
  return { rgb, width, height }
}

/** As Pillow, without a profile: each of cyan, magenta, yellow takes its share of what black leaves. */
async function decodeCmyk(image: Sharp): Promise<RgbPicture> {
  const { data, info } = await image
    .pipelineColourspace('cmyk')
    .toColourspace('cmyk')
    .raw()
    .toBuffer({ resolveWithObject: true })
  const { width, height, channels } = info
  const rgb = new Uint8Array(width * height * 3)
  for (let pixel = 0; pixel < width * height; pixel++) {
    const light = 255 - data[pixel * channels + 3]!
    for (let channel = 0; channel < 3; channel++) {
      const product = data[pixel * channels + channel]! * light + 128
      rgb[pixel * 3 + channel] = Math.max(0, light - (((product >> 8) + product) >> 8))
    }
  }
  return { rgb, width, height }
}

function corrupt(name: string, reason: string, cause?: unknown): WorkbenchError {
  return new WorkbenchError('file_corrupt', `corrupt picture: ${name} (${reason})`, {
    details: { name, reason },
    cause,
  })
}
