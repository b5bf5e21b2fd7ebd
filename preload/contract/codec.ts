import { WorkbenchError } from './errors.ts'
import { packValue, unpackValue, type FramedArray } from './packed-value.ts'

/**
 * A frame: one value with its typed arrays, as bytes. Little-endian throughout.
 *
 *     0   u32  magic 'EOS1'
 *     4   u32  length of the header in bytes
 *     8   header: JSON in UTF-8, `{ "value": ..., "arrays": [[kind, length], ...] }`
 *     .   zeros up to a multiple of 8; then each array's bytes, each padded to a multiple of 8
 */
const MAGIC = 0x31534f45
const PREFIX_BYTES = 8
const ALIGNMENT = 8

/** The media type of a frame over HTTP. */
export const FRAME_MEDIA_TYPE = 'application/vnd.eosin.frame'

interface ArrayFormat {
  readonly elementBytes: number
  read(buffer: ArrayBufferLike, offset: number, length: number): FramedArray
}
const formats = {
  Uint8Array: { elementBytes: 1, read: (buffer, offset, length) => new Uint8Array(buffer, offset, length) },
  Int16Array: { elementBytes: 2, read: (buffer, offset, length) => new Int16Array(buffer, offset, length) },
  Int32Array: { elementBytes: 4, read: (buffer, offset, length) => new Int32Array(buffer, offset, length) },
  Float32Array: {
    elementBytes: 4,
    read: (buffer, offset, length) => new Float32Array(buffer, offset, length),
  },
} satisfies Record<string, ArrayFormat>
type ArrayKind = keyof typeof formats

/** Present on every platform that runs this, but in no library of a platform-free compilation. */
declare const TextEncoder: new () => { encode(text: string): Uint8Array }
declare const TextDecoder: new (
  label: string,
  options: { fatal: boolean },
) => {
  decode(bytes: Uint8Array): string
}

/**
 * Frames a value: null, booleans, numbers (NaN, infinities and -0 included), strings, arrays, plain objects and
 * Uint8Array, Int16Array, Int32Array, Float32Array. Properties that are undefined are left out.
 * @throws WorkbenchError `internal` for anything else, with its place
 */
export function encodeFrame(value: unknown): Uint8Array<ArrayBuffer> {
  const arrays: FramedArray[] = []
  const packed = packValue(value, arrays)
  const table = arrays.map((array) => [kindOf(array), array.length])
  const header = new TextEncoder().encode(JSON.stringify({ value: packed, arrays: table }))
  const total = arrays.reduce(
    (offset, array) => offset + align(array.byteLength),
    align(PREFIX_BYTES + header.length),
  )
  const bytes = new Uint8Array(total)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, MAGIC, true)
  view.setUint32(4, header.length, true)
  bytes.set(header, PREFIX_BYTES)
  let offset = align(PREFIX_BYTES + header.length)
  for (const array of arrays) {
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), offset)
    offset += align(array.byteLength)
  }
  return bytes
}

/**
 * The value of a frame. Its arrays are views of `frame` where that begins at a multiple of 8 in its buffer, and of one
 * copy otherwise.
 * @throws WorkbenchError `invalid_input` when the bytes are not one whole frame, nothing less and nothing more
 */
export function decodeFrame(frame: Uint8Array): unknown {
  // Not slice(): Node's Buffer gives a view for that.
  const bytes = frame.byteOffset % ALIGNMENT === 0 ? frame : new Uint8Array(frame)
  if (bytes.length < PREFIX_BYTES) throw malformed(`${bytes.length} bytes`, 'at least 8')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (view.getUint32(0, true) !== MAGIC) throw malformed('first four bytes', 'must be EOS1')
  const headerLength = view.getUint32(4, true)
  if (PREFIX_BYTES + headerLength > bytes.length)
    throw malformed(`header of ${headerLength} bytes`, `frame has ${bytes.length}`)
  const header = parseHeader(bytes.subarray(PREFIX_BYTES, PREFIX_BYTES + headerLength))
  return unpackValue(header.value, readArrays(bytes, align(PREFIX_BYTES + headerLength), header.arrays))
}

function parseHeader(bytes: Uint8Array): { value: unknown; arrays: unknown[] } {
  let header: unknown
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (cause) {
    throw malformed('header', 'must be JSON in UTF-8', cause)
  }
  if (typeof header !== 'object' || header === null || !('value' in header) || !('arrays' in header))
    throw malformed('header', 'must have value and arrays')
  if (!Array.isArray(header.arrays)) throw malformed('table of arrays', 'must be an array')
  return { value: header.value, arrays: header.arrays }
}

function readArrays(bytes: Uint8Array, start: number, table: readonly unknown[]): FramedArray[] {
  let offset = start
  const arrays = table.map((entry) => {
    const { kind, length } = parseEntry(entry)
    const byteLength = length * formats[kind].elementBytes
    if (offset + byteLength > bytes.length)
      throw malformed(`${kind} of ${length} at byte ${offset}`, `frame has ${bytes.length}`)
    const array = formats[kind].read(bytes.buffer, bytes.byteOffset + offset, length)
    offset += align(byteLength)
    return array
  })
  if (offset !== bytes.length) throw malformed(`${bytes.length} bytes`, `header tells of ${offset}`)
  return arrays
}

function parseEntry(entry: unknown): { kind: ArrayKind; length: number } {
  const [kind, length]: unknown[] = Array.isArray(entry) ? entry : []
  if (kind !== 'Uint8Array' && kind !== 'Int16Array' && kind !== 'Int32Array' && kind !== 'Float32Array')
    throw malformed(`kind of array ${JSON.stringify(kind)}`, `one of ${Object.keys(formats).join(', ')}`)
  if (typeof length !== 'number' || !Number.isSafeInteger(length) || length < 0 || length > 2 ** 32)
    throw malformed(`length of array ${JSON.stringify(length)}`, 'integer of at least 0')
  return { kind, length }
}

/** By class and not by name: Node's Buffer is a Uint8Array too. */
function kindOf(array: FramedArray): ArrayKind {
  if (array instanceof Uint8Array) return 'Uint8Array'
  if (array instanceof Int16Array) return 'Int16Array'
  return array instanceof Int32Array ? 'Int32Array' : 'Float32Array'
}

function align(length: number): number {
  return Math.ceil(length / ALIGNMENT) * ALIGNMENT
}

function malformed(what: string, rule: string, cause?: unknown): WorkbenchError {
  return new WorkbenchError('invalid_input', `malformed frame: ${what} (${rule})`, { cause })
}
