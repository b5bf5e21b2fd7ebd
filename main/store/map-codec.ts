import { constants, crc32, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { WorkbenchError } from '#contract/errors.ts'

/** Name of the encoding in the `maps` table; a later one gets another name and both stay readable. */
const MAP_ENCODING = 'float32-planes-zstd'

export interface EncodedMap {
  readonly encoding: string
  /** crc32 over the shape as JSON, then the raw little-endian values. */
  readonly checksum: number
  readonly data: Uint8Array
}

const BYTES = 4

/**
 * Lossless: bytes are sorted into four planes (all first bytes, all second bytes, ...), whose
 * exponent plane is nearly constant in a smooth map, then compressed. NaN payloads, -0 and
 * denormals come back bit for bit.
 */
export function encodeMap(shape: readonly number[], values: Float32Array): EncodedMap {
  if (!isShape(shape) || product(shape) !== values.length) {
    throw new WorkbenchError(
      'shape_mismatch',
      `shape mismatch: map [${shape.join(', ')}], ${values.length} values (must be equal)`,
    )
  }
  const raw = new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
  const data = zstdCompressSync(toPlanes(raw), { params: { [constants.ZSTD_c_compressionLevel]: 3 } })
  return { encoding: MAP_ENCODING, checksum: checksumOf(shape, raw), data }
}

/**
 * @param name  what the error calls it, such as `map 17`
 * @throws      WorkbenchError `store_corrupt` when a byte of it differs from what was written
 */
export function decodeMap(name: string, shape: readonly number[], encoded: EncodedMap): Float32Array {
  if (encoded.encoding !== MAP_ENCODING) {
    throw corrupt(name, `encoding ${encoded.encoding} (must be ${MAP_ENCODING})`)
  }
  if (!isShape(shape)) throw corrupt(name, `shape [${shape.join(', ')}] (must be whole numbers >= 0)`)
  const expected = product(shape) * BYTES
  const raw = fromPlanes(decompress(name, encoded.data, expected))
  if (checksumOf(shape, raw) !== encoded.checksum) throw corrupt(name, 'checksum differs')
  return new Float32Array(raw.buffer)
}

function decompress(name: string, data: Uint8Array, expected: number): Uint8Array {
  let planes: Uint8Array
  try {
    // The limit keeps a forged blob from unpacking without end.
    planes = zstdDecompressSync(data, { maxOutputLength: Math.max(1, expected) })
  } catch (thrown) {
    throw corrupt(name, 'cannot be decompressed', thrown)
  }
  if (planes.length !== expected) throw corrupt(name, `${planes.length} bytes (must be ${expected})`)
  return planes
}

function toPlanes(raw: Uint8Array): Uint8Array {
  const count = raw.length / BYTES
  const planes = new Uint8Array(raw.length)
  for (let plane = 0; plane < BYTES; plane++) {
    const start = plane * count
    for (let index = 0; index < count; index++) planes[start + index] = raw[index * BYTES + plane]!
  }
  return planes
}

function fromPlanes(planes: Uint8Array): Uint8Array<ArrayBuffer> {
  const count = planes.length / BYTES
  const raw = new Uint8Array(planes.length)
  for (let plane = 0; plane < BYTES; plane++) {
    const start = plane * count
    for (let index = 0; index < count; index++) raw[index * BYTES + plane] = planes[start + index]!
  }
  return raw
}

function checksumOf(shape: readonly number[], raw: Uint8Array): number {
  return crc32(raw, crc32(JSON.stringify(shape)))
}

function product(shape: readonly number[]): number {
  return shape.reduce((size, dimension) => size * dimension, 1)
}

function isShape(shape: readonly number[]): boolean {
  return shape.every((dimension) => Number.isInteger(dimension) && dimension >= 0)
}

function corrupt(name: string, problem: string, cause?: unknown): WorkbenchError {
  return new WorkbenchError('store_corrupt', `map corrupt: ${name}: ${problem}`, {
    details: { map: name },
    cause,
  })
}
