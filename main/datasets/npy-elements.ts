/** The typed arrays that a .npy file can hold. */
export type NumericArray =
  | Float32Array
  | Float64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array

interface NpyType {
  readonly size: number
  readonly Type: new (source: ArrayBuffer) => NumericArray
}

/** NumPy's kind and size, to bytes per element and typed array. `b1` and `f2` read into wider types; the first match writes. */
export const NPY_TYPES: Readonly<Record<string, NpyType>> = {
  f4: { size: 4, Type: Float32Array },
  f8: { size: 8, Type: Float64Array },
  i1: { size: 1, Type: Int8Array },
  i2: { size: 2, Type: Int16Array },
  i4: { size: 4, Type: Int32Array },
  i8: { size: 8, Type: BigInt64Array },
  u1: { size: 1, Type: Uint8Array },
  u2: { size: 2, Type: Uint16Array },
  u4: { size: 4, Type: Uint32Array },
  u8: { size: 8, Type: BigUint64Array },
  b1: { size: 1, Type: Uint8Array },
  f2: { size: 2, Type: Uint16Array },
}

/**
 * @param bytes  exactly the elements
 * @param descr  a dtype that `npy.ts` has checked
 */
export function decodeElements(bytes: Uint8Array, descr: string): NumericArray | readonly string[] {
  const bigEndian = descr.startsWith('>')
  const kind = descr[1]
  if (kind === 'U') return decodeText(bytes, Number(descr.slice(2)), bigEndian)
  if (kind === 'S') return decodeBytes(bytes, Number(descr.slice(2)))
  const { size, Type } = NPY_TYPES[descr.slice(1)]!
  // A copy starts at offset 0, so that every alignment rule holds.
  const copy = Buffer.from(bytes)
  const aligned = new Uint8Array(bytes.length)
  aligned.set(bigEndian ? swapped(copy, size) : copy)
  const elements = new Type(aligned.buffer)
  return kind === 'f' && size === 2 ? halvesToFloat(new Uint16Array(aligned.buffer)) : elements
}

function swapped(buffer: Buffer, size: number): Buffer {
  if (size === 2) return buffer.swap16()
  if (size === 4) return buffer.swap32()
  return size === 8 ? buffer.swap64() : buffer
}

function halvesToFloat(halves: Uint16Array): Float32Array {
  return Float32Array.from(halves, halfToFloat)
}

/** IEEE 754 half precision. */
function halfToFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 0x1f
  const fraction = bits & 0x3ff
  if (exponent === 0) return sign * fraction * 2 ** -24
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}

/** UTF-32 of fixed length, padded with zeros. */
function decodeText(bytes: Uint8Array, length: number, bigEndian: boolean): readonly string[] {
  if (length === 0) return []
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Array.from({ length: bytes.length / (4 * length) }, (_, item) => {
    let text = ''
    for (let index = 0; index < length; index++) {
      const point = view.getUint32(4 * (item * length + index), !bigEndian)
      text += point > 0x10_ffff ? '\ufffd' : String.fromCodePoint(point)
    }
    return text.replace(/\0+$/, '')
  })
}

function decodeBytes(bytes: Uint8Array, length: number): readonly string[] {
  if (length === 0) return []
  const buffer = Buffer.from(bytes)
  return Array.from({ length: bytes.length / length }, (_, item) =>
    buffer.toString('utf8', item * length, (item + 1) * length).replace(/\0+$/, ''),
  )
}

/** Rearranges a column-major array to row-major order. */
export function fromFortranOrder<T extends NumericArray | readonly string[]>(
  data: T,
  shape: readonly number[],
): T
export function fromFortranOrder(
  data: NumericArray | readonly string[],
  shape: readonly number[],
): NumericArray | readonly string[] {
  if (shape.length < 2 || data.length === 0) return data
  const sources = fortranPositions(shape)
  if (Array.isArray(data)) return Array.from(sources, (source) => data[source])
  const out = data.slice()
  // Element by element through `at`, since bigint and number arrays do not mix.
  for (let index = 0; index < sources.length; index++) Reflect.set(out, index, data.at(sources[index]!))
  return out
}

/** For each element in row-major order, its place in column-major order. */
function fortranPositions(shape: readonly number[]): Float64Array {
  const rank = shape.length
  const strides = shape.map((_, axis) =>
    shape.slice(0, axis).reduce((size, dimension) => size * dimension, 1),
  )
  const index = new Array<number>(rank).fill(0)
  const positions = new Float64Array(shape.reduce((size, dimension) => size * dimension, 1))
  let source = 0
  for (let target = 0; target < positions.length; target++) {
    positions[target] = source
    for (let axis = rank - 1; axis >= 0; axis--) {
      index[axis]! += 1
      source += strides[axis]!
      if (index[axis]! < shape[axis]!) break
      source -= strides[axis]! * shape[axis]!
      index[axis] = 0
    }
  }
  return positions
}
