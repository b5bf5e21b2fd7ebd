import { WorkbenchError } from './errors.ts'

/** The typed arrays that a frame carries. */
export type FramedArray = Uint8Array | Int16Array | Int32Array | Float32Array

/** Deeper values are refused: no value of the contract comes near, a cycle does. */
const MAXIMUM_DEPTH = 64
/** A property of this name marks what JSON cannot say: `{ "$": ["array", 0] }`. */
const TAG = '$'

/**
 * A value that JSON can write, with its typed arrays moved to `arrays` (appended, and referred to by index).
 * NaN, infinities and -0 are tagged by name; an object that has a `$` of its own is tagged too, so nothing is ambiguous.
 * @throws WorkbenchError `internal` for what cannot travel (a function, bigint, Date, Map, cycle), with its place
 */
export function packValue(value: unknown, arrays: FramedArray[], path = 'value', depth = 0): unknown {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value
  if (typeof value === 'number')
    return Number.isFinite(value) && !Object.is(value, -0) ? value : { [TAG]: ['number', nameOf(value)] }
  if (depth >= MAXIMUM_DEPTH) throw refused(path, 'nested deeper than 64', 'no cycles')
  if (isFramedArray(value)) return { [TAG]: ['array', arrays.push(value) - 1] }
  if (Array.isArray(value))
    return Array.from(value, (item, index) => packValue(item, arrays, `${path}[${index}]`, depth + 1))
  if (!isPlainObject(value)) throw refused(path, describe(value), 'plain values and typed arrays only')
  const packed: Record<string, unknown> = {}
  for (const [key, item] of Object.entries(value)) {
    if (key === '__proto__') throw refused(path, key, 'not allowed as a key')
    if (item !== undefined) packed[key] = packValue(item, arrays, `${path}.${key}`, depth + 1)
  }
  return TAG in packed ? { [TAG]: ['object', packed] } : packed
}

/**
 * The inverse of `packValue`.
 * @throws WorkbenchError `invalid_input` for an unknown tag, an index that is no array's, or too deep a value
 */
export function unpackValue(packed: unknown, arrays: readonly FramedArray[], depth = 0): unknown {
  if (typeof packed !== 'object' || packed === null) return packed
  if (depth >= MAXIMUM_DEPTH * 2) throw malformed('value', 'nested deeper than 64')
  if (Array.isArray(packed)) return packed.map((item) => unpackValue(item, arrays, depth + 1))
  if (TAG in packed) return untag(packed, arrays, depth)
  return unpackProperties(packed, arrays, depth)
}

function untag(packed: object, arrays: readonly FramedArray[], depth: number): unknown {
  const tagged: unknown = TAG in packed ? packed[TAG] : undefined
  const [tag, content]: unknown[] = Array.isArray(tagged) ? tagged : []
  if (tag === 'number') return numberNamed(content)
  if (tag === 'object' && typeof content === 'object' && content !== null && !Array.isArray(content))
    return unpackProperties(content, arrays, depth)
  const array = tag === 'array' && typeof content === 'number' ? arrays[content] : undefined
  if (array === undefined)
    throw malformed(`tag ${JSON.stringify(tagged)}`, 'must be an array, number or object')
  return array
}

function unpackProperties(packed: object, arrays: readonly FramedArray[], depth: number): object {
  const value: Record<string, unknown> = {}
  for (const [key, item] of Object.entries(packed)) {
    if (key === '__proto__') throw malformed(key, 'not allowed as a key')
    value[key] = unpackValue(item, arrays, depth + 1)
  }
  return value
}

function nameOf(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value)
}

function numberNamed(name: unknown): number {
  if (name === 'NaN') return NaN
  if (name === 'Infinity') return Infinity
  if (name === '-Infinity') return -Infinity
  if (name === '-0') return -0
  throw malformed(`number ${JSON.stringify(name)}`, 'one of NaN, Infinity, -Infinity, -0')
}

function isFramedArray(value: unknown): value is FramedArray {
  return (
    value instanceof Uint8Array ||
    value instanceof Int16Array ||
    value instanceof Int32Array ||
    value instanceof Float32Array
  )
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

function describe(value: unknown): string {
  if (typeof value === 'object' && value !== null) return value.constructor.name
  return value === undefined ? 'undefined' : typeof value
}

function refused(path: string, what: string, rule: string): WorkbenchError {
  return new WorkbenchError('internal', `cannot frame ${path}: ${what} (${rule})`)
}

function malformed(what: string, rule: string): WorkbenchError {
  return new WorkbenchError('invalid_input', `malformed frame: ${what} (${rule})`)
}
