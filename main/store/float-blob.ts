import { WorkbenchError } from '#contract/errors.ts'

/** The bytes of float32 values, little-endian; a view, not a copy. */
export function toBlob(values: Float32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
}

/** @throws WorkbenchError `store_corrupt` when the length is no multiple of four */
export function fromBlob(blob: Uint8Array, name: string): Float32Array {
  if (blob.byteLength % 4 !== 0) {
    throw new WorkbenchError(
      'store_corrupt',
      `workspace corrupt: ${name}: ${blob.byteLength} bytes (must be a multiple of 4)`,
      { details: { name } },
    )
  }
  // A copy, because SQLite's buffer may not start at a multiple of four.
  return new Float32Array(Uint8Array.from(blob).buffer)
}
