import { WorkbenchError } from '#contract/errors.ts'
import { decodeElements, fromFortranOrder, NPY_TYPES, type NumericArray } from './npy-elements.ts'

/** An array of a .npy file, in C order. Half floats are widened to float32, booleans are 0 and 1, text is a list. */
export interface NpyArray {
  readonly shape: readonly number[]
  /** NumPy's name with its byte order as in the file, such as `<f4`. */
  readonly dtype: string
  readonly data: NumericArray | readonly string[]
}

const MAGIC = '\x93NUMPY'
const HEADER_LIMIT = 1 << 20

/**
 * Reads a .npy file of version 1, 2 or 3: booleans, integers, floats and fixed-length text, either byte order, C or
 * Fortran order.
 * @param bytes  the whole file
 * @param name   what to call it in errors
 * @throws       WorkbenchError `file_corrupt` (truncated, not .npy), `file_unsupported` (object, structured, complex)
 */
export function readNpy(bytes: Uint8Array, name: string): NpyArray {
  const { header, offset } = readHeader(bytes, name)
  const { descr, fortran, shape } = parseHeader(header, name)
  const count = shape.reduce((size, dimension) => size * dimension, 1)
  const itemSize = itemSizeOf(descr, name)
  const needed = count * itemSize
  if (!Number.isSafeInteger(needed) || bytes.length - offset < needed) {
    throw corrupt(name, `truncated: ${bytes.length - offset} of ${needed} bytes of data`)
  }
  const data = decodeElements(bytes.subarray(offset, offset + needed), descr)
  return { shape, dtype: descr, data: fortran ? fromFortranOrder(data, shape) : data }
}

/** The numbers of an array as float32. @throws WorkbenchError `file_unsupported` for text */
export function npyFloat32(array: NpyArray, name: string): Float32Array {
  if (array.data instanceof Float32Array) return array.data
  return Float32Array.from(npyNumbers(array, name))
}

/** The numbers of an array as float64. @throws WorkbenchError `file_unsupported` for text */
export function npyNumbers(array: NpyArray, name: string): Float64Array {
  const { data } = array
  if (data instanceof Float64Array) return data
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) return Float64Array.from(data, Number)
  if (isText(data))
    throw new WorkbenchError('file_unsupported', `unsupported array: ${name} (must hold numbers)`)
  return Float64Array.from(data)
}

function isText(data: NpyArray['data']): data is readonly string[] {
  return Array.isArray(data)
}

/**
 * Writes a .npy file of version 1, C order, little-endian.
 * @throws WorkbenchError `shape_mismatch` when the shape does not hold as many values
 */
export function writeNpy(shape: readonly number[], data: NumericArray): Uint8Array {
  const count = shape.reduce((size, dimension) => size * dimension, 1)
  if (count !== data.length) {
    throw new WorkbenchError(
      'shape_mismatch',
      `shape mismatch: [${shape.join(', ')}] holds ${count} values, got ${data.length}`,
    )
  }
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(', ')
  const text = `{'descr': '${descrOf(data)}', 'fortran_order': False, 'shape': (${tuple}), }`
  const padding = 64 - ((MAGIC.length + 4 + text.length + 1) % 64)
  const header = Buffer.from(`${text}${' '.repeat(padding % 64)}\n`, 'latin1')
  const length = Buffer.alloc(2)
  length.writeUInt16LE(header.length)
  const body = Buffer.from(data.buffer, data.byteOffset, data.byteLength)
  return Buffer.concat([Buffer.from(MAGIC, 'latin1'), Buffer.of(1, 0), length, header, body])
}

function descrOf(data: NumericArray): string {
  const type = Object.entries(NPY_TYPES).find(([, { Type }]) => data instanceof Type)?.[0] ?? 'f8'
  return (data.BYTES_PER_ELEMENT === 1 ? '|' : '<') + type
}

function readHeader(bytes: Uint8Array, name: string): { header: string; offset: number } {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (buffer.length === 0) throw corrupt(name, 'empty')
  if (buffer.toString('latin1', 0, 6) !== MAGIC) throw corrupt(name, 'not a .npy file')
  if (buffer.length < 12) throw corrupt(name, 'truncated in its header')
  const version = buffer[6]!
  if (version < 1 || version > 3) {
    throw new WorkbenchError(
      'file_unsupported',
      `unsupported array: ${name} (.npy version ${version}; must be 1, 2 or 3)`,
    )
  }
  const start = version === 1 ? 10 : 12
  const length = version === 1 ? buffer.readUInt16LE(8) : buffer.readUInt32LE(8)
  if (length > HEADER_LIMIT || start + length > buffer.length) throw corrupt(name, 'truncated in its header')
  return {
    header: buffer.toString(version === 3 ? 'utf8' : 'latin1', start, start + length),
    offset: start + length,
  }
}

function parseHeader(
  header: string,
  name: string,
): { descr: string; fortran: boolean; shape: readonly number[] } {
  const descr = /'descr'\s*:\s*'([^']*)'/.exec(header)?.[1]
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(header)?.[1]
  const tuple = /'shape'\s*:\s*\(([\d,\sL]*)\)/.exec(header)?.[1]
  if (/'descr'\s*:\s*\[/.test(header)) {
    throw new WorkbenchError(
      'file_unsupported',
      `unsupported array: ${name} (structured; must be a plain array of numbers)`,
    )
  }
  if (descr === undefined || order === undefined || tuple === undefined)
    throw corrupt(name, 'header not understood')
  const shape = tuple
    .split(',')
    .map((part) => part.trim().replace(/L$/, ''))
    .filter((part) => part !== '')
    .map(Number)
  return { descr, fortran: order === 'True', shape }
}

function itemSizeOf(descr: string, name: string): number {
  const match = /^([<>|=])([a-zA-Z])(\d*)$/.exec(descr)
  const kind = match?.[2]
  const digits = Number(match?.[3])
  if (kind === 'O') {
    throw new WorkbenchError(
      'file_unsupported',
      `unsupported array: ${name} (Python objects; reading them would run code, save plain numbers instead)`,
    )
  }
  if (kind === 'U') return digits * 4
  if (kind === 'S') return digits
  const type = kind === undefined ? undefined : NPY_TYPES[`${kind}${match?.[3]}`]
  if (type === undefined)
    throw new WorkbenchError('file_unsupported', `unsupported array: ${name} (dtype ${descr})`)
  return type.size
}

function corrupt(name: string, reason: string): WorkbenchError {
  return new WorkbenchError('file_corrupt', `corrupt array: ${name} (${reason})`, {
    details: { name, reason },
  })
}
